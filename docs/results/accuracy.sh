#!/usr/bin/env bash
# The accuracy comparison of docs/results: cdarts, darts and random cells on one data set, several seeds each, equal processor time per search.
#   docs/results/accuracy.sh NAME FOLDER [RUNS]     NAME: a data set (fashion-mnist, cifar10); FOLDER: where it is; RUNS: folder of the runs (default runs-accuracy)
# Started again it goes on where it was stopped. CDARTS names the console to use; default: the one built in this checkout.
set -euo pipefail
data=$1 folder=$2 runs=${3:-runs-accuracy}
root=$(cd "$(dirname "$0")/../.." && pwd)
cdarts=${CDARTS:-$root/client/bin/Release/net10.0/linux-x64/cdarts}
seeds=(1 2 3) second=(11 12 13)
# Small networks, so that a search and a retraining take about a minute of one processor each.
network=(--set "data.name=$data" --data "$folder" --set data.batch_size=32 --set network.channels=8 --set network.search_cells=5 --set network.evaluation_cells=5)
retrain=(--set retrain.channels=8 --set retrain.cells=6 --set retrain.batch_size=64 --set retrain.epochs=4 --set retrain.validation_fraction=0.03 --set retrain.steps_per_epoch=50 --set retrain.learning_rate=0.05)

step() { # NAME COMMAND...: unless the run is completed; a stopped one is gone on with
    local name=$1; shift
    if [ -f "$runs/$name/results.json" ]; then return; fi
    if [ -d "$runs/$name" ]; then "$cdarts" resume "$name" --runs "$runs" >> "$runs/$name.log"; return; fi
    mkdir -p "$runs"
    local before=$SECONDS
    /usr/bin/env time -f "%U" -o "$runs/$name.cpu" "$cdarts" "$@" --name "$name" --runs "$runs" > "$runs/$name.log"
    echo "$name: $(tail -n 1 "$runs/$name.cpu") s of processor time, $((SECONDS - before)) s"
}

search() { # STRATEGY SEED CYCLES STEPS
    step "$data-$1-seed$2" search --preset quickstart --strategy "$1" --set "seed=$2" --set "schedule.cycles=$3" --set "schedule.steps_per_epoch=$4" "${network[@]}"
    step "$data-$1-seed$2-retrained" retrain "$data-$1-seed$2" --set "seed=$2" "${retrain[@]}"
}

validation() { awk '/"validation"/ { found = 1 } found && /"accuracy"/ { gsub(/[^0-9.e-]/, "", $2); print $2; exit }' "$runs/$1/results.json"; }

for seed in "${seeds[@]}"; do search cdarts "$seed" 3 20; done
for seed in "${seeds[@]}"; do search darts "$seed" 3 24; done
for seed in "${seeds[@]}" "${second[@]}"; do search random "$seed" 1 1; done

arguments=()
for i in "${!seeds[@]}"; do
    one=$data-random-seed${seeds[$i]}-retrained two=$data-random-seed${second[$i]}-retrained
    arguments+=("cdarts=$data-cdarts-seed${seeds[$i]}-retrained" "darts=$data-darts-seed${seeds[$i]}-retrained" "random=$one" "random=$two")
    better=$(awk -v a="$(validation "$one")" -v b="$(validation "$two")" 'BEGIN { print (b > a) ? 2 : 1 }')
    if [ "$better" = 2 ]; then best+=("best of 2 random=$two"); else best+=("best of 2 random=$one"); fi
done
"$cdarts" compare --runs "$runs" --output "$runs/$data" "${arguments[@]}" "${best[@]}"
