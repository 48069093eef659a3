//! The push scanner. The result does not depend on where the body is cut into pieces.

use super::scalar::Scalar;
use super::skipped::Skipped;
use super::string::{self, Decoder};
use super::trail::{Targets, Trail};
use super::{Fields, Target};
use crate::error::Error;

#[derive(Clone)]
enum State {
    /// So many bytes of a byte order mark were seen.
    Mark(u8),
    Value,
    /// After `{`: a key or `}`.
    FirstKey,
    /// After a comma: a key.
    NextKey,
    Key(Decoder),
    Colon,
    /// A string that a trail ends in.
    Capture(Decoder),
    Scalar(Scalar),
    /// A string nobody asked for; `true` after a backslash.
    SkippedString(bool),
    /// In a container nobody asked for.
    Skipped(Skipped),
    /// After a value in an object: a comma or `}`.
    Comma,
    /// After the outermost value: white space.
    End,
    /// Every field is settled.
    Settled,
    NotJson,
}

/// Finds fields in a JSON body that comes in pieces.
#[derive(Clone)]
pub(crate) struct Scanner {
    state: State,
    trails: [Trail; 4],
    /// Targets that are not settled yet.
    open: Targets,
    /// Open targets whose next key is the current one.
    matching: Targets,
    /// How many bytes of the current key have matched.
    matched: usize,
    /// Followed objects around the current place.
    depth: u8,
    /// Targets that the value being captured is not acceptable for.
    refused: Targets,
}

impl Scanner {
    /// A scanner that looks for nothing.
    pub(crate) const fn idle() -> Self {
        Self {
            state: State::Settled,
            trails: [Trail::EMPTY; 4],
            open: Targets::NONE,
            matching: Targets::NONE,
            matched: 0,
            depth: 0,
            refused: Targets::NONE,
        }
    }

    /// Looks for `target` at `path`, which [`is_path`](super::is_path) accepts.
    pub(crate) fn seek(&mut self, target: Target, path: &str) {
        *self.trail_mut(target) = Trail::new(path);
        self.open.insert(target);
        self.state = State::Mark(0);
    }

    /// Whether more of the body can change the result.
    pub(crate) const fn is_running(&self) -> bool {
        !matches!(self.state, State::Settled | State::NotJson)
    }

    /// Reads the next piece of the body.
    pub(crate) fn update(&mut self, mut bytes: &[u8], fields: &mut Fields) {
        while self.is_running() && !bytes.is_empty() {
            bytes = match self.state {
                State::Mark(seen) => self.read_mark(bytes, seen),
                State::Key(_) => self.read_key(bytes),
                State::Capture(_) => self.read_capture(bytes, fields),
                State::Scalar(scalar) => self.read_scalar(bytes, scalar, fields),
                State::Skipped(skipped) => self.skip(bytes, skipped),
                State::SkippedString(is_escaped) => self.skip_string(bytes, is_escaped),
                _ => self.step(bytes, fields),
            };
        }
    }

    /// Ends the body.
    pub(crate) fn finish(&mut self, fields: &mut Fields) {
        let is_complete = match &self.state {
            State::Settled | State::End => true,
            State::Scalar(scalar) => self.depth == 0 && scalar.is_complete(),
            _ => false,
        };
        if !is_complete {
            if matches!(self.state, State::Capture(_) | State::Scalar(_)) {
                self.forget(fields);
            }
            if self.open.iter().any(|target| target != Target::Timestamp) {
                fields.error = Some(Error::EventNotJson);
            }
        }
        self.state = State::Settled;
    }

    /// Reads one byte between strings and other values, after white space.
    fn step<'b>(&mut self, bytes: &'b [u8], fields: &mut Fields) -> &'b [u8] {
        let white = bytes.iter().take_while(|byte| is_white(**byte)).count();
        let Some((byte, rest)) = bytes.get(white..).and_then(<[u8]>::split_first) else { return &[] };
        match (&self.state, byte) {
            (State::Value, _) => self.begin_value(*byte, fields),
            (State::FirstKey | State::NextKey, b'"') => return self.begin_key(rest),
            (State::FirstKey | State::Comma, b'}') => self.end_object(),
            (State::Colon, b':') => self.state = State::Value,
            (State::Comma, b',') => self.state = State::NextKey,
            _ => self.state = State::NotJson,
        }
        rest
    }

    /// Reads one byte of a byte order mark, or none where there is no mark.
    fn read_mark<'b>(&mut self, bytes: &'b [u8], seen: u8) -> &'b [u8] {
        let (next, length) = match (seen, bytes.first()) {
            (0, Some(0xEF)) | (1, Some(0xBB)) => (State::Mark(seen + 1), 1),
            (2, Some(0xBF)) => (State::Value, 1),
            (0, _) => (State::Value, 0),
            _ => (State::NotJson, 1),
        };
        self.state = next;
        bytes.get(length..).unwrap_or_default()
    }

    /// Reads a key that is all there and has no escapes. Any other is decoded piece by piece.
    fn begin_key<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let (trails, depth) = (&self.trails, self.depth);
        self.matching = self.open;
        self.matching.retain(|target| at(trails, target).depth == depth);
        let (key, rest) = string::plain(bytes);
        if let Some((b'"', rest)) = rest.split_first() {
            self.matching.retain(|target| at(trails, target).key() == key);
            self.state = State::Colon;
            return rest;
        }
        self.matched = 0;
        self.state = State::Key(Decoder::new());
        bytes
    }

    /// Reads a key as far as `bytes` go, dropping the targets that it does not lead to.
    fn read_key<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let State::Key(decoder) = &mut self.state else { return bytes };
        let (trails, matching, matched) = (&self.trails, &mut self.matching, &mut self.matched);
        let (is_ended, rest) = decoder.read(bytes, |piece| {
            matching.retain(|target| {
                let remains = at(trails, target).key().get(*matched..).unwrap_or_default();
                piece.is_some_and(|piece| remains.starts_with(piece))
            });
            *matched = matched.saturating_add(piece.map_or(0, <[u8]>::len));
        });
        if is_ended {
            matching.retain(|target| at(trails, target).key().len() == *matched);
            self.state = State::Colon;
        }
        rest
    }

    fn begin_value(&mut self, byte: u8, fields: &mut Fields) {
        self.refused = Targets::NONE;
        match byte {
            b'{' => self.begin_object(fields),
            b'[' => {
                self.settle(fields, false);
                self.begin_skipped();
            }
            b'"' => {
                self.drop_unfinished();
                let is_wanted = !self.matching.is_empty();
                self.state = if is_wanted { State::Capture(Decoder::new()) } else { State::SkippedString(false) };
            }
            _ => match Scalar::new(byte) {
                Some(scalar) => {
                    self.drop_unfinished();
                    self.state = State::Scalar(scalar);
                    self.keep(&[byte], fields);
                }
                None => self.state = State::NotJson,
            },
        }
        self.stop_if_settled();
    }

    fn begin_object(&mut self, fields: &mut Fields) {
        let mut is_followed = self.depth == 0;
        for target in self.matching.iter() {
            let trail = self.trail_mut(target);
            if trail.is_last() {
                fields.refuse(target);
                self.open.remove(target);
            } else {
                trail.descend();
                is_followed = true;
            }
        }
        if is_followed {
            self.depth = self.depth.saturating_add(1);
            self.state = State::FirstKey;
        } else {
            self.begin_skipped();
        }
    }

    fn begin_skipped(&mut self) {
        self.state = State::Skipped(Skipped::new());
    }

    /// The first object on a trail decides: what it did not hold is not there.
    fn end_object(&mut self) {
        let (trails, depth) = (&self.trails, self.depth);
        if depth > 1 {
            self.open.retain(|target| at(trails, target).depth != depth);
        }
        self.depth = depth.saturating_sub(1);
        self.after_value();
    }

    fn after_value(&mut self) {
        self.state = if self.depth == 0 { State::End } else { State::Comma };
        self.stop_if_settled();
    }

    fn stop_if_settled(&mut self) {
        if self.open.is_empty() {
            self.state = State::Settled;
        }
    }

    /// Before a value that is no object: a trail that leads on from here ends in nothing.
    fn drop_unfinished(&mut self) {
        for target in self.matching.iter() {
            if !at(&self.trails, target).is_last() {
                self.matching.remove(target);
                self.open.remove(target);
            }
        }
    }

    /// Decides the current key's targets.
    fn settle(&mut self, fields: &mut Fields, is_valid: bool) {
        self.drop_unfinished();
        for target in self.matching.iter() {
            fields.settle(target, is_valid && !self.refused.has(target));
            self.open.remove(target);
        }
    }

    /// Drops what was captured of a value that is null, broken or broken off.
    fn forget(&self, fields: &mut Fields) {
        self.matching.iter().for_each(|target| fields.forget(target));
    }

    fn keep(&mut self, bytes: &[u8], fields: &mut Fields) {
        for target in self.matching.iter() {
            if !self.refused.has(target) && !fields.push(target, bytes) {
                self.refused.insert(target);
            }
        }
    }

    fn read_capture<'b>(&mut self, bytes: &'b [u8], fields: &mut Fields) -> &'b [u8] {
        let State::Capture(mut decoder) = self.state else { return bytes };
        let (is_ended, rest) = decoder.read(bytes, |piece| match piece {
            Some(piece) => self.keep(piece, fields),
            None => self.refused = self.matching,
        });
        if is_ended {
            self.settle(fields, true);
            self.after_value();
        } else {
            self.state = State::Capture(decoder);
        }
        rest
    }

    fn read_scalar<'b>(&mut self, bytes: &'b [u8], mut scalar: Scalar, fields: &mut Fields) -> &'b [u8] {
        let length = bytes.iter().take_while(|byte| scalar.push(**byte)).count();
        let (piece, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        self.keep(piece, fields);
        self.state = State::Scalar(scalar);
        if let Some(next) = rest.first() {
            self.end_scalar(scalar, *next, fields);
        }
        rest
    }

    fn end_scalar(&mut self, scalar: Scalar, next: u8, fields: &mut Fields) {
        if !scalar.is_complete() || !(is_white(next) || matches!(next, b',' | b'}' | b']')) {
            self.forget(fields);
            self.state = State::NotJson;
            return;
        }
        if scalar.is_null() {
            self.forget(fields);
            self.open.retain(|target| !self.matching.has(target));
        } else {
            self.settle(fields, scalar.is_integer());
        }
        self.after_value();
    }

    /// Skips a container nobody asked for.
    fn skip<'b>(&mut self, bytes: &'b [u8], mut skipped: Skipped) -> &'b [u8] {
        let rest = skipped.read(bytes);
        match rest {
            Some(_) => self.after_value(),
            None => self.state = State::Skipped(skipped),
        }
        rest.unwrap_or_default()
    }

    /// Skips the rest of a string nobody asked for.
    fn skip_string<'b>(&mut self, bytes: &'b [u8], is_escaped: bool) -> &'b [u8] {
        match string::after_string(bytes.get(usize::from(is_escaped)..).unwrap_or_default()) {
            Ok(rest) => {
                self.after_value();
                rest
            }
            Err(is_escaped) => {
                self.state = State::SkippedString(is_escaped);
                &[]
            }
        }
    }

    fn trail_mut(&mut self, target: Target) -> &mut Trail {
        let [id, event_type, version, timestamp] = &mut self.trails;
        match target {
            Target::Id => id,
            Target::Type => event_type,
            Target::Version => version,
            Target::Timestamp => timestamp,
        }
    }
}

const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn at(trails: &[Trail; 4], target: Target) -> &Trail {
    let [id, event_type, version, timestamp] = trails;
    match target {
        Target::Id => id,
        Target::Type => event_type,
        Target::Version => version,
        Target::Timestamp => timestamp,
    }
}
