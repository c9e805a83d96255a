#!/bin/sh
# Installs the Debian package $1 into a copy of this machine that vanishes afterwards, takes it out again, and purges it. Started in
# a mount namespace of its own. Prints one line for each thing seen: what, TAB, 0 where it is as it should be, TAB, more.
set -u
package=$1
example=$2
mount --make-rprivate /
mount -t tmpfs none /mnt
mkdir /mnt/upper /mnt/work /mnt/machine
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/machine
mount -t proc none /mnt/machine/proc
mount -t tmpfs none /mnt/machine/run
mount -t tmpfs none /mnt/machine/tmp
mount --bind /dev /mnt/machine/dev
cp "$package" /mnt/machine/tmp/embereye.deb
cp "$example" /mnt/machine/tmp/embereye.yaml

inside() { chroot /mnt/machine "$@"; }
see() {
  what=$1
  shift
  inside "$@" >/mnt/said 2>&1
  printf '%s\t%s\t%s\n' "$what" "$?" "$(tr '\n\t' '  ' </mnt/said | cut -c1-1000)"
}

see "install" dpkg -i /tmp/embereye.deb
printf 'says that it protects nothing yet\t%s\t\n' "$(grep -q 'protects nothing yet' /mnt/said && echo 0 || echo 1)"
see "version" embereye version
see "user" id embereye
see "starts at boot" systemctl is-enabled embereye.service
for kind in memory accuracy ports dependencies; do
  see "audit of $kind at its time" systemctl is-enabled "embereye-audit-$kind.timer"
  see "audit of $kind is sound" systemd-analyze verify "/lib/systemd/system/embereye-audit-$kind.timer"
done
see "audits that know what they look at" sh -c 'embereye audit dependencies --state /var/lib/embereye | grep "npm: held against" && test -s /usr/share/doc/embereye/audits.md'
see "guides that need no network" sh -c 'test -s /usr/share/doc/embereye/troubles.md && test -s /usr/share/doc/embereye/field.md'
see "unit is sound" systemd-analyze verify /lib/systemd/system/embereye.service
see "state is private" sh -c 'test "$(stat -c %U:%a /var/lib/embereye)" = embereye:700'
inside cp /tmp/embereye.yaml /etc/embereye/embereye.yaml
see "again, with a configuration" dpkg -i /tmp/embereye.deb
echo 'zones: [' >/mnt/machine/etc/embereye/embereye.yaml
see "a configuration that is refused fails the installation" sh -c '! dpkg -i /tmp/embereye.deb'
printf 'and says why\t%s\t\n' "$(grep -q 'is refused by this version' /mnt/said && echo 0 || echo 1)"
inside cp /tmp/embereye.yaml /etc/embereye/embereye.yaml
see "and is mended by correcting it" dpkg --configure embereye
inside touch /var/lib/embereye/events.db
see "remove" dpkg -r embereye
see "the journal stays" test -e /var/lib/embereye/events.db
see "purge" dpkg -P embereye
see "and goes with purge" sh -c 'test ! -e /var/lib/embereye && test ! -e /etc/embereye && test ! -e /usr/bin/embereye'
