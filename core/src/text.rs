//! Text of fixed capacity that bytes can be pushed to before it is known to be text.

/// At most `N` bytes. Whoever pushes them sees to it that they end up as UTF-8.
#[derive(Clone)]
pub(crate) struct Text<const N: usize>(heapless::Vec<u8, N>);

impl<const N: usize> Text<N> {
    pub(crate) const fn new() -> Self {
        Self(heapless::Vec::new())
    }

    /// Adds all of `bytes`, or nothing where they do not fit.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> bool {
        self.0.extend_from_slice(bytes).is_ok()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn view(&mut self) -> &mut heapless::VecView<u8> {
        self.0.as_mut_view()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The text, or none where there is none.
    pub(crate) fn get(&self) -> Option<&str> {
        (!self.is_empty()).then(|| self.as_str())
    }
}
