#!/usr/bin/env bash
# Verifies a machine's GPUs in one go, without internet, and writes a report in JSON: right gradients, joint steps that agree with float64, bfloat16, an NCCL group
# of all devices, memory, images per second of both network forms at CIFAR's and ImageNet's size, and of the same step in eager PyTorch where that is installed.
#
#   ./gpu-check.sh [REPORT.json] [options]      from an unpacked bundle (deploy/bundle.sh), or from a checkout
#
# Options go to the program: --device cuda:0 for one device, --batch N, --steps N, --quick for small networks (a quarter of a minute on two cores).
# LibTorch is the one that CDARTS_LIBTORCH names, else that of the python3 on the PATH, else the one that the build carries.
# The exit code is 0 if nothing failed. A machine without a GPU is looked at as well: the report then says so.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
report=cdarts-gpu-check.json
if (($# > 0)) && [[ $1 != --* ]]; then
  report=$1
  shift
fi

if [[ -x "$here/cdarts-checks" ]]; then
  if [[ -z ${CDARTS_LIBTORCH:-} ]]; then
    CDARTS_LIBTORCH=$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null) || {
      echo "There is no PyTorch for python3, and this bundle carries no LibTorch: set CDARTS_LIBTORCH to the folder torch/lib of a PyTorch 2.10." >&2
      exit 2
    }
    export CDARTS_LIBTORCH
  fi
  program=("$here/cdarts-checks")
else
  export DOTNET_NOLOGO=1
  dotnet build "$here/../tests/Cdarts.Benchmarks" -c Release --nologo -v q
  program=(dotnet run --project "$here/../tests/Cdarts.Benchmarks" -c Release --no-build --)
fi

echo "LibTorch: ${CDARTS_LIBTORCH:-the one of this build}"
if command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=index,name,memory.total,driver_version --format=csv,noheader
fi
exec "${program[@]}" device-check --report "$report" "$@"
