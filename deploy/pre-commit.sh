#!/usr/bin/env bash
# What .pre-commit-hooks.yaml runs: the checker out of the clone that pre-commit made, built there before its first use.
set -euo pipefail
checker=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ ! -f $checker/dist/core.cjs ]]; then
  (cd "$checker" && npm ci --no-audit --no-fund && npm run build) >&2
fi
exec node "$checker/bin/arp-conformance.js" "$@"
