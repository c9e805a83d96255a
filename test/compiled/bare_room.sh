#!/bin/sh
# Runs the executable $1 where it has nothing: no network but loopback, a root that cannot be written, a /tmp that runs nothing, no
# HOME, an empty folder to stand in. Started in a mount, network and process namespace of its own. Prints a line for each command
# tried: what, TAB, 0 where it did as it should, TAB, what was said.
set -u
executable=$1
mount --make-rprivate /
mount -t tmpfs -o nosuid,mode=0755 none /mnt
mkdir /mnt/empty /mnt/state /mnt/pictures /mnt/tls
cp "$executable" /mnt/embereye
mount -t tmpfs -o noexec,nosuid,mode=1777 none /tmp
mount -o remount,bind,ro /
ip link set lo up
cd /mnt/empty

run() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin timeout 180 /mnt/embereye "$@"; }

# Whether the program spoke of itself: what it says of a fault is for people, and no part of its inside.
crashed() { grep -qE 'Uncaught|panicked|at .*(file:///|ext:)|Cannot find module' /mnt/said; }

# Whether it has put something into the folder in which it was started.
left() {
  [ -n "$(ls -A /mnt/empty)" ] || return 1
  echo " it has left $(ls -A /mnt/empty)" >>/mnt/said
  rm -rf /mnt/empty/* /mnt/empty/.[!.]* /mnt/empty/:*
}

# try COMMAND CODES ARGUMENTS...: it ends with one of these exit codes.
try() {
  what=$1 codes=$2
  shift 2
  # shellcheck disable=SC2086 -- a command may have two words
  run $what "$@" >/mnt/said 2>&1 </dev/null
  code=$?
  case " $codes " in *" $code "*) good=0 ;; *) good=1 ;; esac
  if crashed || left; then good=1; fi
  printf '%s\t%s\t%s\n' "$what" "$good" "exit code $code: $(tr '\n\t' '  ' </mnt/said | cut -c1-1500)"
}

# serve NAME LINE ARGUMENTS...: it runs until it is ended, and prints LINE (a pattern) in that time.
serve() {
  what=$1 line=$2
  shift 2
  # shellcheck disable=SC2086
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye $what "$@" >/mnt/said 2>&1 </dev/null &
  served=$!
  waited=0
  until grep -q "$line" /mnt/said || [ $waited -ge 120 ]; do
    sleep 0.5
    waited=$((waited + 1))
  done
  good=$([ $waited -lt 120 ] && echo 0 || echo 1)
  kill -TERM $served
  wait $served
  if crashed || left; then good=1; fi
  printf '%s\t%s\t%s\n' "$what" "$good" "$(tail -n 20 /mnt/said | tr '\n\t' '  ')"
}

touch /forbidden 2>/dev/null && echo "root	1	the root can be written: this room is not bare"
cp /bin/true /tmp/true && /tmp/true 2>/dev/null && echo "tmp	1	/tmp runs programs: this room is not bare"

cat >/mnt/site.yaml <<SITE
zones: [{id: hall}]
outputs: [{id: siren, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open, tls: self-signed}
timeSync: {watch: false}
SITE
sed 's/port: 0/port: 9001/;t;' /mnt/site.yaml | sed '/^page/s/9001/8080/' >/mnt/guarded.yaml
cat >/mnt/watcher.yaml <<SITE
name: Plant
fleet: {site: plant, servers: ["nats://127.0.0.1:4"]}
page: {host: 127.0.0.1, port: 0}
SITE
printf '0\t#locid:capture!\n10\t#smoke:1!\n' >/mnt/capture.tsv
chmod 600 /mnt/*.yaml

# Not through run: a shell between would take the signal that is meant for the service.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye demo --ui-port 0 --sensor-port 0 --state /mnt/state --fire-after 1 >/mnt/demo 2>&1 &
demo=$!
waited=0
until grep -q ^READY /mnt/demo || [ $waited -ge 120 ]; do
  sleep 0.5
  waited=$((waited + 1))
done
printf 'demo\t%s\t%s\n' "$([ $waited -lt 120 ] && echo 0 || echo 1)" "$(tail -n 20 /mnt/demo | tr '\n\t' '  ')"
sensors=$(sed -n 's/^READY .*"sensors":"\([^"]*\)".*/\1/p' /mnt/demo)

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

box="--state /mnt/state"
# shellcheck disable=SC2086 -- two words
{
  try "status" 0 $box
  try "health" 0 $box
  try "events" 0 $box --json
  try "logs" 0 $box --limit 5
  try "watchdog" 0 $box
  try "metrics" 0 $box
  try "top" 0 $box
  # 1: it finds something to say about this room.
  try "doctor" "0 1" $box
  try "support-bundle" 0 $box --output /mnt/box.zip
  try "token new" 0 $box anna --role viewer
  try "token pin" 0 $box bert
  try "token list" 0 $box
  try "token revoke" 0 $box anna
  try "audit list" 0 $box
  try "audit verify" 0 $box
  try "audit memory" "0 1" $box --sample 1
  try "audit ports" "0 1" $box
  try "audit dependencies" "0 1" $box
  # There are no pictures here, and nowhere else that things would have to be.
  try "audit accuracy" 1 $box
  try "model eval" "1 2" $box /mnt/pictures
  try "model list" 0 $box --json
  try "model verify" 0 $box
  try "model use" "1 2" $box no-such-model
  try "config show" 0 $box
  try "config history" 0 $box
  try "config diff" 0 $box /mnt/site.yaml
  try "config apply" "0 1" $box /mnt/site.yaml --reason "a test" --dry-run
  try "config confirm" 1 $box
  try "config rollback" 1 $box --reason "a test"
  try "config write" 0 $box /mnt/written.yaml
  try "notify status" 1 $box
  try "notify test" 1 $box
  try "archive status" "0 1" $box
  try "archive list" "0 1" $box
  try "archive restore" 1 $box 2026-01-01 --to /mnt/restored
  try "backup" 0 $box /mnt/box.backup
  try "update status" 1 $box
  try "update install" 1 $box /mnt/no-such.raucb
  try "update confirm" 1 $box
}
try "restore" 0 /mnt/box.backup --check
try "replay" 0 /mnt/capture.tsv --to "$sensors" --speed max
serve "simulate" "." --to "$sensors" --loc room-7
try "check" 0 /mnt/site.yaml
try "config schema" 0
try "version" 0 --json
try "licences" 0
try "firewall render" 0 --config /mnt/guarded.yaml
# 1: no nftables on this machine.
try "firewall apply" "0 1" --config /mnt/guarded.yaml
try "firewall check" "0 1" --config /mnt/guarded.yaml
try "firewall remove" "0 1"
try "fleet key new" 0 /mnt/installer.key
try "fleet key show" 0 /mnt/installer.key
for what in status drift cameras; do try "fleet $what" 1 --config /mnt/watcher.yaml; done
try "fleet rollout" "1 2" /mnt/site.yaml --config /mnt/watcher.yaml --key /mnt/installer.key --reason "a test"

kill -TERM $demo
wait $demo
printf 'stop\t%s\t%s\n' "$?" "$(tail -n 3 /mnt/demo | tr '\n\t' '  ')"
run events --state /mnt/state --kind alarm --json >/mnt/said 2>&1
printf 'events after the end\t%s\t%s\n' "$?" "$(head -c 300 /mnt/said | tr '\n\t' '  ')"
try "audit begin-anew" "0 1" --state /mnt/state

serve "site" "^READY" --config /mnt/watcher.yaml --state /mnt/watcher
# The page over TLS, with the certificate that the box makes for itself.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /mnt/embereye run --config /mnt/site.yaml --state /mnt/tls/state --run /mnt/tls/run >/mnt/served 2>&1 &
service=$!
answers=1
for _ in $(seq 120); do
  run status --state /mnt/tls/state --run /mnt/tls/run --json >/mnt/status 2>&1
  if grep -q '"source": "page"' /mnt/status && grep -q '"url": "https://' /mnt/status; then answers=0; break; fi
  sleep 0.5
done
printf 'run\t%s\t%s\n' "$answers" "$(cat /mnt/status /mnt/served | tail -c 1500 | tr '\n\t' '  ')"
kill -TERM $service
wait $service
printf 'run until stopped\t%s\t\n' "$?"
printf 'folder\t%s\t%s\n' "$([ -z "$(ls -A)" ] && echo 0 || echo 1)" "left: $(ls -A | tr '\n' ' ')"
