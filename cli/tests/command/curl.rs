//! The curl command, run by a shell: first with a stand-in that records what it was given, then with curl itself.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::run::{file, run};

const RECORDER: &str =
    "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >\"$RECORD.words\"\ncat >\"$RECORD.stdin\"\n";

/// Bodies that a careless command line would change.
fn bodies() -> Vec<Vec<u8>> {
    let every_byte: Vec<u8> = (0..=255).collect();
    let each_alone = (0..=255_u8).map(|byte| vec![b'a', byte, b'b']);
    let odd =
        ["", "\n", "a\n\n", "@/etc/passwd", "it's", "''", "\\'", "$(id) `id` ${HOME}", "!!", "%s\\n", "BODY\n", "é😀"];
    let large = vec![vec![b'x'; 32 << 10], vec![b'\''; (32 << 10) + 1], vec![0; 300_000]];
    let odd = odd.iter().map(|text| text.as_bytes().to_vec());
    each_alone.chain(odd).chain([every_byte, vec![0x04, 0xe0, 0xd8]]).chain(large).collect()
}

fn command(body: &[u8], url: &str) -> Vec<u8> {
    let headers = ["-H", "X-Quote: it's \"$HOME\"", "-H", "X-Empty:"];
    let basic = ["sign", "--scheme", "github", "--secret-env", "TEST_SECRET", "--format", "curl", "--url", url];
    let said = run(basic.iter().chain(&headers), body);
    said.is_valid();
    said.stdout
}

fn shell(script: &[u8], search: &str, record: &Path) {
    let mut child = Command::new("sh")
        .stdin(Stdio::piped())
        .env("PATH", search)
        .env("RECORD", record)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script).unwrap();
    assert!(child.wait().unwrap().success());
}

fn recorder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fake");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("curl"), RECORDER).unwrap();
    fs::set_permissions(folder.join("curl"), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn every_byte_survives_the_shell() {
    let search = format!("{}:{}", recorder().display(), std::env::var("PATH").unwrap());
    let record = Path::new(env!("CARGO_TARGET_TMPDIR")).join("curl-record");
    for body in bodies() {
        shell(&command(&body, "https://a.example/x?a=[1]&b='2'"), &search, &record);
        let words = fs::read(record.with_extension("words")).unwrap();
        let words: Vec<_> = words.split(|byte| *byte == 0).collect();
        let after = |flag: &str| words.iter().position(|word| *word == flag.as_bytes()).map(|at| words[at + 1]);
        let sent = match after("--data-raw") {
            Some(body) => body.to_vec(),
            None => {
                assert_eq!(after("--data-binary"), Some(&b"@-"[..]));
                fs::read(record.with_extension("stdin")).unwrap()
            }
        };
        assert!(sent == body, "{:?} became {:?}", &body[..body.len().min(80)], &sent[..sent.len().min(80)]);
        for word in ["X-Quote: it's \"$HOME\"", "X-Empty;", "https://a.example/x?a=[1]&b='2'", "Content-Type:"] {
            assert!(words.contains(&word.as_bytes()), "{word}");
        }
    }
}

/// Receives one request: its headers as lines, and its body.
fn receive(listener: &TcpListener) -> (String, Vec<u8>) {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream);
    let mut lines = String::new();
    while !lines.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut lines).unwrap(), 0);
    }
    let (_, headers) = lines.split_once("\r\n").unwrap();
    let length = headers.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    reader.into_inner().write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
    (headers.to_owned(), body)
}

#[test]
fn what_curl_sends_verifies() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "curl is missing: nothing may be skipped");
        eprintln!("SKIPPED: curl is missing");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/a/../hook?x=[1]", listener.local_addr().unwrap());
    let record = Path::new(env!("CARGO_TARGET_TMPDIR")).join("curl-real");
    for body in [&b""[..], b"it's {\"a\":1}\n", b"\0\xff\r\n", "@é".as_bytes()] {
        let script = command(body, &url);
        let search = std::env::var("PATH").unwrap();
        let (headers, received) = thread::scope(|scope| {
            scope.spawn(|| shell(&script, &search, &record));
            receive(&listener)
        });
        assert_eq!(received, body);
        assert!(headers.contains("X-Quote: it's \"$HOME\"\r\n") && headers.contains("X-Empty:\r\n"), "{headers}");
        assert!(!headers.contains("Content-Type"), "{headers}");
        let path = file("curl-headers", headers.as_bytes());
        let verify = ["verify", "--scheme", "github", "--secret-env", "TEST_SECRET", "--headers-file"];
        run(verify.iter().chain(&[path.to_str().unwrap()]), &received).is_valid();
    }
}
