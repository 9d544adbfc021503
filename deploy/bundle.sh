#!/usr/bin/env bash
# Makes one archive that runs where nothing is installed but a PyTorch: console, silo, the checks of devices and .NET's runtime, without LibTorch.
#
#   deploy/bundle.sh [ARCHIVE]      default: cdarts-VERSION-linux-x64.tar.gz in the current folder
#
# Unpacked, the programs take LibTorch (and CUDA and NCCL) from the PyTorch that CDARTS_LIBTORCH names:
#
#   export CDARTS_LIBTORCH=$(python3 -c 'import torch, os; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
#   cdarts/cdarts doctor
#   cdarts/gpu-check.sh report.json
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
archive=$(realpath -m "${1:-cdarts-$version-linux-x64.tar.gz}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# All into one folder: they share all but a few files. The checkout's own build stays as it is.
for project in silo tests/Cdarts.Benchmarks client; do
  dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -p:CdartsBackend=none --artifacts-path "$work/build" -o "$work/cdarts" --nologo -v q
done
find "$work/cdarts" \( -name '*.pdb' -o -name '*.xml' \) -delete
# Not a rename: a program finds its assembly by its own name.
printf '#!/bin/sh\nexec "$(dirname "$0")/Cdarts.Benchmarks" "$@"\n' >"$work/cdarts/cdarts-checks"
chmod +x "$work/cdarts/cdarts-checks"

cp "$root/deploy/gpu-check.sh" "$work/cdarts/"
cp "$root/README.md" "$root/CHANGELOG.md" "$work/cdarts/"
cp -r "$root/docs" "$work/cdarts/"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$archive" cdarts

limit=$((60 * 1000 * 1000)) size=$(stat -c %s "$archive")
if ((size > limit)); then
  echo "$archive has $size bytes, more than the $limit that a bundle may have." >&2
  exit 1
fi
echo "$archive: $((size / 1000000)) MB"
