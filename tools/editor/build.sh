#!/usr/bin/env bash
# Rebuilds src/carelevel/web/static/codemirror.js, and the licences of what is in it, from the npm registry: the versions are those in package-lock.json.
set -euo pipefail
cd "$(dirname "$0")"
static=../../src/carelevel/web/static
npm ci --ignore-scripts --no-audit --no-fund --silent
node node_modules/esbuild/install.js
node_modules/.bin/esbuild entry.js --bundle --format=esm --minify --legal-comments=none --log-level=warning --outfile="$static/codemirror.js"
{
    echo "codemirror.js is CodeMirror 6 with what it stands on, bundled by tools/editor/build.sh. Each part has the MIT licence:"
    for file in node_modules/@codemirror/*/LICENSE node_modules/@lezer/*/LICENSE node_modules/@marijn/*/LICENSE node_modules/{crelt,style-mod,w3c-keyname}/LICENSE; do
        package=$(dirname "$file")
        printf '\n== %s %s\n\n' "${package#node_modules/}" "$(node -p "require('./$package/package.json').version")"
        cat "$file"
    done
} > "$static/codemirror-licences.txt"
