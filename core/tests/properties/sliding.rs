//! One tag, one reading: whoever holds a genuine delivery cannot cut it up anew and have another event accepted.

use hookseal_core::providers;

use crate::strategies::{check, choices};
use crate::support::choices::Choices;
use crate::support::resplit::{arbitrary_content, assert_one_reading};
use crate::support::slippery::slippery;

#[test]
fn built_in_schemes_have_one_reading() {
    for scheme in providers::ALL {
        check(40, &choices(), |bytes| {
            let content = arbitrary_content(scheme, &mut Choices::new(&bytes));
            assert_one_reading(scheme, &content);
            Ok(())
        });
    }
}

#[test]
fn own_schemes_have_one_reading() {
    let accepted = core::cell::Cell::new(0_usize);
    check(3000, &(choices(), choices()), |(scheme, content)| {
        let own = slippery(&mut Choices::new(&scheme));
        own.with(|scheme| {
            if scheme.check().is_ok() {
                let content = arbitrary_content(scheme, &mut Choices::new(&content));
                accepted.set(accepted.get() + assert_one_reading(scheme, &content));
            }
        });
        Ok(())
    });
    // Else the property holds because nothing was tried.
    assert!(accepted.get() > 1000, "only {} splits were accepted", accepted.get());
}
