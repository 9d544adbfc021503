#!/usr/bin/env bash
# Shows what a cluster survives: silos as processes on this machine are killed, frozen, asked to leave, joined by others, cut off from Redis and from each
# other while they train one run, ten times each. Prints the page of figures, and leaves it in results/.
#
#   deploy/demo/chaos.sh                        everything: about two hours and a half on two cores
#   deploy/demo/chaos.sh --repeats 1            everything once: about half an hour
#   deploy/demo/chaos.sh --only kill-joint      one scenario; --only with a wrong name lists them
#
# Needs redis-server. The scenario network-cut needs root and iproute2 as well, and is left out, visibly, without them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export DOTNET_NOLOGO=1

dotnet build "$root/tests/Cdarts.Chaos" -c Release --nologo -v q
mkdir -p "$root/results"
exec dotnet run --project "$root/tests/Cdarts.Chaos" -c Release --no-build -- --repeats 10 --out "$root/results/chaos-$(date -u +%Y-%m-%d-%H%M).md" "$@"
