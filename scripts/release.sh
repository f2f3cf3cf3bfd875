#!/usr/bin/env bash
# `scripts/release.sh DIRECTORY`: builds this commit into an archive, with its SBOM and checksums. The same commit, with the
# same version of Node.js and npm, leads to the same bytes, so anyone can verify a release by building it again.
set -euo pipefail
out=$(realpath -m "${1:?Usage: scripts/release.sh DIRECTORY}")
cd "$(dirname "$0")/.."
name=uplink-for-zoom-$(node -p "require('./package.json').version")

# Without V8's code cache, whose bytes differ with each build.
node scripts/build.js
rm -rf "$out"
mkdir -p "$out/$name"
node scripts/runtime-packages.js "$out/$name"
cp -R dist prisma package.json openapi.json CHANGELOG.md SECURITY.md LICENSE "$out/$name"
cp dist/sbom.cdx.json "$out/$name.cdx.json"

# The archive has no names, times or permissions of this machine.
tar --sort=name --format=gnu --mtime="@$(git log -1 --format=%ct)" --owner=0 --group=0 --numeric-owner \
  --mode=u=rwX,go=rX --directory "$out" --create "$name" | gzip --no-name --best > "$out/$name.tar.gz"
rm -rf "${out:?}/$name"
cd "$out"
sha256sum "$name.cdx.json" "$name.tar.gz" > SHA256SUMS
