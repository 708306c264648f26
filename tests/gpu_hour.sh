#!/usr/bin/env bash
# Train on a machine that takes at most 64 MiB a call and gives back eight files of 16 MiB: everything travels in parts.
#
#   tests/gpu_hour.sh pack RUN [READER]   here: RUN (with its examples, see below), the code, the recipe and the weights -> .gpu/out/part-NN
#   tests/gpu_hour.sh take PART           there, once a call with that part carried: add it to what has arrived
#   tests/gpu_hour.sh train MINUTES [...] there: train, with more options of `qa-bot train`; a later call resumes
#   tests/gpu_hour.sh give NUMBER OUT     there: the trained reader, parts NUMBER to NUMBER + 7 of 15 MiB, into the folder OUT
#   tests/gpu_hour.sh join FOLDER READER  here: the parts in FOLDER -> the reader's folder
#
# RUN is the folder of `qa-bot train --recipe models/RECIPE.toml --out RUN --minutes 0`, which makes the examples and a first checkpoint; the
# machine needs neither the data files nor bm25s then. Name `.gpu` in .git/info/exclude. The tracked weights must not travel with
# the working tree: `git sparse-checkout set --no-cone '/*' '!*.safetensors' '!*.onnx'` hides them, `git sparse-checkout disable` brings them back.
# Dry run on one machine: GPU_STATE=/tmp/gpu GPU_DEVICE=cpu, and the same five commands.
set -euo pipefail
state=${GPU_STATE:-/tmp/gpu_hour}
case "${1:-}" in
pack)
  run=$(realpath "$2") reader=$(realpath "${3:-models/reader}") top=$(git rev-parse --show-toplevel)
  rm -rf .gpu && mkdir -p .gpu/out .gpu/tree/recipe
  cp "$run"/examples-*.jsonl.gz .gpu/tree/
  cp -rL "$reader" .gpu/tree/recipe/reader
  sed 's/^start = .*/start = "reader"/' "$top/models/RECIPE.toml" > .gpu/tree/recipe/RECIPE.toml
  git -C "$top" archive HEAD qa_bot | tar -x -C .gpu/tree
  tar -C .gpu/tree -cf - . | split -b 40M -d - .gpu/out/part-
  rm -rf .gpu/tree
  ls -l .gpu/out
  ;;
take)
  mkdir -p "$state"
  cat "$2" >> "$state/all.tar"
  wc -c "$state/all.tar"
  ;;
train)
  cd "$state"
  if [ -f all.tar ]; then mkdir -p run && tar -xf all.tar && mv examples-*.jsonl.gz run/ && rm all.tar; fi
  resume=$([ -d run/checkpoint ] && echo --resume || true)
  PYTHONPATH=. python3 -m qa_bot train --recipe recipe/RECIPE.toml --out run --device "${GPU_DEVICE:-cuda}" --minutes "$2" $resume "${@:3}"
  ;;
give)
  [ -d "$state/give" ] || { mkdir -p "$state/give" && tar -C "$state/run/reader" -cf - . | split -b 15M -d - "$state/give/part-"; }
  find "$state/give" -name 'part-*' | sort | sed -n "$(($2 + 1)),$(($2 + 8))p" | xargs -I{} cp {} "$3"
  find "$state/give" -name 'part-*' | wc -l
  ;;
join)
  mkdir -p "$3"
  find "$2" -name 'part-*' | sort | xargs cat | tar -C "$3" -xf -
  ls -l "$3"
  ;;
*)
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
  exit 2
  ;;
esac
