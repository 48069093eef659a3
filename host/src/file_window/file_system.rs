//! Which file systems a window can be on.

use std::os::fd::AsFd;
use std::path::Path;

use hookseal_core::Error;
use rustix::fs::fstatfs;

use crate::error::HostError;

/// File systems that several machines mount, or that a program answers for: their locks and shared mappings do not
/// agree among all who use the file. Numbers from Linux' `magic.h` and the file systems' own sources.
const REFUSED: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
    (0x0102_1997, "9P"),
    (0x6573_5546, "FUSE"),
    (0x6573_5543, "FUSE control"),
    (0x786f_4256, "VirtualBox shared folders"),
    (0xbacb_acbc, "VMware shared folders"),
    (0x5346_414f, "AFS"),
    (0x6b41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x00c3_6400, "Ceph"),
    (0x564c, "NCP"),
    (0x0116_1970, "GFS2"),
    (0x7461_636f, "OCFS2"),
    (0x0bd0_0bd0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x1983_0326, "BeeGFS"),
    (0x2003_0528, "OrangeFS"),
    (0xaad7_aaea, "Panasas"),
    (0x6e66_7364, "the NFS server's control"),
];

/// The name of a file system that no window can be on.
pub(super) fn refused(magic: u32) -> Option<&'static str> {
    REFUSED.iter().find(|(number, _)| *number == magic).map(|(_, name)| *name)
}

/// Checks the file system of an open file or folder.
pub(super) fn check(file: impl AsFd, path: &Path) -> Result<(), HostError> {
    let status = fstatfs(file).map_err(|error| HostError::io("tell the file system of", path, &error.into()))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "32 bits, wider on some machines")]
    let magic = status.f_type as u32;
    match refused(magic) {
        None => Ok(()),
        Some(name) => Err(HostError::new(
            Error::StoreConfig,
            format!(
                "{} is on {name}, where locks and shared memory cannot be relied on: use a disk of this machine, or \
                 Redis or Postgres for several machines",
                path.display()
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_refused_and_disks_are_not() {
        for magic in [0x6969, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546, 0x0102_1997, 0x00c3_6400, 0x0116_1970] {
            assert!(refused(magic).is_some(), "{magic:#x}");
        }
        // ext4, tmpfs, XFS, Btrfs, overlayfs, F2FS, ZFS.
        for magic in [0xef53, 0x0102_1994, 0x5846_5342, 0x9123_683e, 0x794c_7630, 0xf2f5_2010, 0x2fc1_2fc1] {
            assert_eq!(refused(magic), None, "{magic:#x}");
        }
    }

    #[test]
    fn the_magic_of_an_open_file_is_its_file_systems() {
        let proc = std::fs::File::open("/proc/self/stat").unwrap();
        assert_eq!(fstatfs(&proc).unwrap().f_type, 0x9fa0);
        assert!(check(&proc, Path::new("stat")).is_ok());
    }
}
