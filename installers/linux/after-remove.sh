#!/bin/sh
# Takes back what the builder's own script did at the installation. An upgrade calls this for the version that goes, dpkg
# before the new one is set up and rpm after it: nothing is to be taken back then.
case "$1" in
  upgrade|failed-upgrade|abort-*|1|2) exit 0 ;;
esac

if command -v update-alternatives >/dev/null 2>&1; then
  update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}' >/dev/null 2>&1 || true
fi
if [ -L '/usr/bin/${executable}' ] && [ ! -e '/usr/bin/${executable}' ]; then
  rm -f '/usr/bin/${executable}'
fi

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null 2>&1; then
    apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  fi
  rm -f "$profile"
fi

if command -v update-mime-database >/dev/null 2>&1; then
  update-mime-database /usr/share/mime >/dev/null 2>&1 || true
fi
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications >/dev/null 2>&1 || true
fi

case "$1" in
  remove|0) echo 'Smart 0DTE is removed. Books, settings and recordings stay with each person, in ~/.local/share/smart-0dte: delete that folder where they are not wanted.' ;;
esac
exit 0
