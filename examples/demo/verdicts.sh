#!/bin/sh
# Verifies real deliveries with the `hookseal` command, then ones that must be refused, and prints the verdicts.
#
# Each folder beside this script is one delivery: `headers`, `body`, and the `secret` that its source published with
# it, so that none of them is a secret any more. Where they come from:
#
#   github             GitHub's documentation, "Testing the webhook payload validation"
#   github-octokit     octokit/webhooks-methods.js, test/verify.test.ts
#   stripe             stripe/stripe-node, test/Webhook.spec.ts (the tag computed with OpenSSL: the suite signs at run time)
#   slack              Slack's documentation, "Verifying requests from Slack"
#   standard-webhooks  standard-webhooks/standard-webhooks, the tests of its libraries
#   shopify            Shopify/shopify-app-js, lib/webhooks/__tests__/validate.test.ts
#   line               line/line-bot-sdk-java, LineSignatureValidatorTest
#   zendesk-old-page   an early page of Zendesk's documentation, which put the timestamp behind the body
#   acme               docs/schemes.md, "Your own scheme" (the tag computed with OpenSSL)
#
# Usage: verdicts.sh [path/to/hookseal], which is built if absent.

set -u
here=$(dirname "$0")
if [ $# -gt 0 ]; then
    hookseal=$1
else
    root=$here/../..
    cargo build --locked --quiet --manifest-path "$root/Cargo.toml" -p hookseal-cli || exit 2
    hookseal=${CARGO_TARGET_DIR:-$root/target}/debug/hookseal
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
total=0
wrong=0

# check PROVIDER WHAT EXPECTED DELIVERY BODY-FILE FLAG…
check() {
    provider=$1 what=$2 expected=$3 delivery=$here/$4 body=$5
    shift 5
    [ -n "$body" ] || body=$delivery/body
    case " $* " in
        *" --secret-file "*) ;;
        *) set -- --secret-file "$delivery/secret" "$@" ;;
    esac
    said=$("$hookseal" verify --json --headers-file "$delivery/headers" "$@" "$body" 2>"$work/stderr")
    status=$?
    case $status:$said in
        0:'{"valid":true,'*) verdict=valid ;;
        [12]:'{"valid":false,'*) verdict=$(printf '%s' "$said" | sed 's/.*"name":"\([A-Z_]*\)".*/\1/') ;;
        *) verdict="exit $status" ;;
    esac
    total=$((total + 1))
    ok=yes
    if [ "$verdict" != "$expected" ]; then
        ok=NO
        wrong=$((wrong + 1))
    fi
    printf '%-18s %-46s %-20s %-20s %s\n' "$provider" "$what" "$expected" "$verdict" "$ok"
    [ "$ok" = yes ] || cat "$work/stderr"
}

# The same delivery with other bytes.
sed 's/evt_test_webhook/evt_mallory/' "$here/stripe/body" >"$work/forged"
head -c 20 "$here/stripe/body" >"$work/truncated"
sed 's/$/ /' "$here/shopify/body" >"$work/reformatted"
cat "$here/stripe/secret" >"$work/newline"
echo >>"$work/newline"

printf '%-18s %-46s %-20s %-20s %s\n' PROVIDER 'WHAT WAS SENT' EXPECTED VERDICT OK
check GitHub 'as published' valid github '' --scheme github
check GitHub 'as published, control characters in the body' valid github-octokit '' --scheme github
check Stripe 'as published, junk beside the good tag' valid stripe '' --scheme stripe --now 1700000000
check Slack 'as published, a form and no JSON' valid slack '' --scheme slack --now 1531420618
check 'Standard Webhooks' 'as published, four tags of two versions' valid standard-webhooks '' \
    --scheme standard-webhooks --now 1614265330
check Shopify 'as published' valid shopify '' --scheme shopify
check LINE 'as published' valid line '' --scheme line
check 'your own scheme' 'described in a scheme file' valid acme '' --scheme-file "$here/acme/scheme.toml" --now 1700000000
check GitHub 'during a rotation: the second secret is right' valid github '' --scheme github \
    --secret-file "$here/stripe/secret" --secret-file "$here/github/secret"

check Stripe 'forged: the event ID was changed' SIGNATURE_MISMATCH stripe "$work/forged" --scheme stripe --now 1700000000
check Stripe 'truncated: the body ends early' SIGNATURE_MISMATCH stripe "$work/truncated" \
    --scheme stripe --now 1700000000
check Stripe 'truncated, and the declared length says so' BODY_TRUNCATED stripe "$work/truncated" \
    --scheme stripe --now 1700000000 -H 'Content-Length: 51'
check Shopify 'reformatted by a proxy: a space more' SIGNATURE_MISMATCH shopify "$work/reformatted" --scheme shopify
check Stripe 'replayed ten minutes later' TIMESTAMP_TOO_OLD stripe '' --scheme stripe --now 1700000600
check Slack 'from ten minutes ahead' TIMESTAMP_TOO_NEW slack '' --scheme slack --now 1531420018
check Slack 'over the body cap' BODY_TOO_LARGE slack '' --scheme slack --now 1531420618 --max-body 64
check Slack 'one header twice' HEADER_DUPLICATE slack '' --scheme slack --now 1531420618 \
    -H 'x-slack-request-timestamp: 1531420618'
check GitHub 'without a signature' SIGNATURE_MISSING shopify '' --scheme github
check GitHub 'signed with another secret' SIGNATURE_MISMATCH github '' --scheme github --secret-file "$here/stripe/secret"
check Zendesk 'as an old page signs, in the wrong order' SIGNATURE_MISMATCH zendesk-old-page '' \
    --scheme zendesk --now 1627207200
check 'Standard Webhooks' 'verified as Slack' SIGNATURE_MISSING standard-webhooks '' --scheme slack
check Stripe 'the secret is empty' SECRET_EMPTY stripe '' --scheme stripe --secret-file /dev/null
check Stripe 'a newline at the end of the secret' SECRET_WHITESPACE stripe '' --scheme stripe --secret-file "$work/newline"

if [ "$wrong" -ne 0 ]; then
    printf '\n%s of %s verdicts are not as expected.\n' "$wrong" "$total"
    exit 1
fi
printf '\nAll %s verdicts are as expected.\n' "$total"
