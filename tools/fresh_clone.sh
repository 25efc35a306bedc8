#!/bin/sh
# Tries the first command as a new user would: clone, start, start again, stop; each with a stopwatch.
# Fails when the first start takes more than 240 s, a later one more than 5 s, or stopping more than 5 s.
set -eu
cd "$(dirname "$0")/.."
from=$(pwd)
folder=$(mktemp -d)
port=${PORT:-8791}
now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f\", $(now) - $1 }"; }
serving=""
clean() {
    [ -z "$serving" ] || kill -INT "$serving" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap clean EXIT

git clone -q "$from" "$folder/pilothouse"
cd "$folder/pilothouse"

start() {
    begun=$(now)
    PORT=$port python3 tools/environment.py run >"$folder/$1.log" 2>&1
    .venv/bin/python tools/front_end.py >>"$folder/$1.log" 2>&1
    PORT=$port .venv/bin/pilothouse serve --prepare >>"$folder/$1.log" 2>&1 &
    serving=$!
    until .venv/bin/python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/readyz', timeout=5)" 2>/dev/null; do
        kill -0 "$serving" 2>/dev/null || { cat "$folder/$1.log"; exit 1; }
        sleep 0.2
    done
    took=$(since "$begun")
    echo "$1 start: $took s (limit $2 s)"
    sed -n '/^  [^{]/p' "$folder/$1.log"
    awk "BEGIN { exit !($took <= $2) }"
}

stop() {
    begun=$(now)
    kill -INT "$serving"
    wait "$serving"
    serving=""
    took=$(since "$begun")
    echo "stop: $took s (limit 5 s)"
    awk "BEGIN { exit !($took <= 5) }"
}

start first 240
stop
start later 5
stop
