#!/usr/bin/env bash
# What action.yml runs: its inputs, which come in the environment, as one command line of check. Nothing of an input is ever read as shell.
set -uo pipefail

arguments=(check "$INPUT_SERVICE" --tier "$INPUT_TIER" --wait "$INPUT_WAIT")
[[ -n $INPUT_URL ]] && arguments+=(--url "$INPUT_URL")
if [[ $INPUT_MUTATIONS == true ]]; then
  arguments+=(--allow-mutations)
elif [[ $INPUT_TIER != smoke ]]; then
  arguments+=(--read-only)
fi
[[ $INPUT_STRICT == true ]] && arguments+=(--strict)
[[ -n ${INPUT_BASELINE:-} ]] && arguments+=(--baseline "$INPUT_BASELINE")
read -r -a more <<<"$INPUT_ARGS"
arguments+=("${more[@]}")
arguments+=(--reporter terminal --reporter github)
arguments+=(--reporter "json=$INPUT_REPORTS/report.json" --reporter "junit=$INPUT_REPORTS/junit.xml" --reporter "html=$INPUT_REPORTS/report.html")

node "$CHECKER" "${arguments[@]}"
code=$?
{
  echo "exit-code=$code"
  echo "json=$INPUT_REPORTS/report.json"
  echo "html=$INPUT_REPORTS/report.html"
} >>"$GITHUB_OUTPUT"
exit "$code"
