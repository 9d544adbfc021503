#!/usr/bin/env bash
# A cluster on this machine to try things with: a Redis and some silos, until Ctrl-C.
#
#   deploy/demo/cluster.sh       three silos
#   deploy/demo/cluster.sh 5     five
#
# Needs redis-server. Everything it writes lies in a temporary folder that is gone at the end; runs are where the console puts them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
silos=${1:-3}
port=${CDARTS_DEMO_REDIS_PORT:-7379}
export DOTNET_NOLOGO=1 OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

if ! [[ $silos =~ ^[1-9][0-9]?$ ]]; then
  echo "usage: deploy/demo/cluster.sh [SILOS], with 1 to 99 silos" >&2
  exit 2
fi
if ! command -v redis-server >/dev/null; then
  echo "redis-server is not installed: on Debian and Ubuntu 'apt-get install redis-server'." >&2
  exit 1
fi

dotnet build "$root/client" -c Release --nologo -v q
silo=$root/silo/bin/Release/net10.0/linux-x64/cdarts-silo
console=$root/client/bin/Release/net10.0/linux-x64/cdarts

folder=$(mktemp -d)
processes=()

# Ends what this script started, and nothing else: the silos leave first, then Redis goes.
finish() {
  trap - EXIT INT TERM
  local index
  for ((index = ${#processes[@]} - 1; index >= 0; index--)); do
    kill -TERM "${processes[index]}" 2>/dev/null || true
    if ((index <= 1)); then wait "${processes[@]:1}" 2>/dev/null || true; fi
  done
  wait
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# In sessions of their own, so that Ctrl-C reaches this script alone.
setsid redis-server --port "$port" --bind 127.0.0.1 --dir "$folder" --appendonly yes --save "" >"$folder/redis.log" &
processes+=($!)
for ((number = 1; number <= silos; number++)); do
  setsid "$silo" --redis "127.0.0.1:$port" --cluster demo --name "s$number" </dev/null &
  processes+=($!)
done

cat <<COMMANDS

Redis listens on 127.0.0.1:$port; the silos s1 to s$silos say below when they are active. Try, in another terminal:

  export CDARTS_REDIS=127.0.0.1:$port CDARTS_CLUSTER=demo
  $console cluster
  $console search --name demo
  kill -9 PROCESS-OF-A-SILO       (${processes[*]:1})
  $silo --redis 127.0.0.1:$port --cluster demo --name s$((silos + 1))

Ctrl-C ends everything.

COMMANDS
wait
