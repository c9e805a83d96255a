#!/bin/sh
# Runs the executable $1 where it has nothing: no network but loopback, a root that cannot be written, a /tmp that runs nothing, no
# HOME, an empty folder to stand in. Started in a mount, network and process namespace of its own. Prints one JSON line for each
# thing tried: what, exit code, and what was said.
set -u
executable=$1
mount --make-rprivate /
mount -t tmpfs -o nosuid,mode=0755 none /mnt
mkdir /mnt/empty /mnt/state
cp "$executable" /mnt/embereye
mount -t tmpfs -o noexec,nosuid,mode=1777 none /tmp
mount -o remount,bind,ro /
ip link set lo up
cd /mnt/empty

run() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye "$@"; }
try() {
  what=$1
  shift
  run "$@" >/mnt/said 2>&1
  code=$?
  printf '%s\t%s\t%s\n' "$what" "$code" "$(tr '\n\t' '  ' </mnt/said | cut -c1-2000)"
}

touch /forbidden 2>/dev/null && echo "root	1	the root can be written: this room is not bare"
cp /bin/true /tmp/true && /tmp/true 2>/dev/null && echo "tmp	1	/tmp runs programs: this room is not bare"

# Not through run: a shell between would take the signal that is meant for the service.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye demo --ui-port 0 --sensor-port 0 --state /mnt/state --fire-after 1 >/mnt/demo 2>&1 &
demo=$!
waited=0
until grep -q ^READY /mnt/demo || [ $waited -ge 120 ]; do
  sleep 0.5
  waited=$((waited + 1))
done
printf 'demo\t%s\t%s\n' "$([ $waited -lt 120 ] && echo 0 || echo 1)" "$(tail -n 20 /mnt/demo | tr '\n\t' '  ')"

# A killed role must come back from the same file.
kill -9 "$(pgrep -f 'embereye role fusion' | head -n 1)"
alarm=1
for _ in $(seq 120); do
  run status --state /mnt/state --json >/mnt/status 2>/dev/null
  if grep -q '"kind": "alarm"' /mnt/status && run health --state /mnt/state >/dev/null 2>&1; then alarm=0; break; fi
  sleep 0.5
done
printf 'alarm\t%s\t%s\n' "$alarm" "$(head -c 600 /mnt/status | tr '\n\t' '  ')"
pgrep -f 'embereye role' | while read -r pid; do
  printf 'child\t%s\t%s\n' "$([ "$(readlink "/proc/$pid/exe")" = /mnt/embereye ] && echo 0 || echo 1)" "$(readlink "/proc/$pid/exe")"
done

try status status --state /mnt/state
try health health --state /mnt/state
try events events --state /mnt/state --json
try logs logs --state /mnt/state --limit 5
try watchdog watchdog --state /mnt/state
try metrics metrics --state /mnt/state
try tokens token list --state /mnt/state
try models model list --json
try verify model verify
try version version --json
try licences licences

kill -TERM $demo
wait $demo
printf 'stop\t%s\t%s\n' "$?" "$(tail -n 3 /mnt/demo | tr '\n\t' '  ')"
try "events after the end" events --state /mnt/state --kind alarm --json

# The page over TLS, with the certificate that the box makes for itself.
mkdir /mnt/tls
cat >/mnt/tls/embereye.yaml <<SITE
zones: [{id: hall}]
outputs: [{id: siren, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open, tls: self-signed}
timeSync: {watch: false}
SITE
chmod 600 /mnt/tls/embereye.yaml
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye run --config /mnt/tls/embereye.yaml --state /mnt/tls/state --run /mnt/tls/run >/mnt/tls/said 2>&1 &
service=$!
answers=1
for _ in $(seq 120); do
  run status --state /mnt/tls/state --run /mnt/tls/run --json >/mnt/status 2>&1
  if grep -q '"source": "page"' /mnt/status && grep -q '"url": "https://' /mnt/status; then answers=0; break; fi
  sleep 0.5
done
printf 'tls page\t%s\t%s\n' "$answers" "$(cat /mnt/status /mnt/tls/said | tail -c 1500 | tr '\n\t' '  ')"
kill -TERM $service
wait $service
printf 'tls stop\t%s\t\n' "$?"
