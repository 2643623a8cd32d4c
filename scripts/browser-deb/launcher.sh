#!/bin/sh
# Smart 0DTE in a browser. The first word may name another of its programs.
home=/usr/lib/smart-0dte-browser
program=browser
case "$1" in
  audit-verify | backup | headless | migrate)
    program=$1
    shift
    ;;
esac
# What is meant for another Node: flags that this one may not know, and modules that the program does not need.
unset NODE_OPTIONS NODE_PATH NAPI_RS_NATIVE_LIBRARY_PATH
exec "$home/node" "$home/out/main/$program.js" "$@"
