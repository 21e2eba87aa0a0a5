#!/bin/sh
# Brings the releases from the machine that holds the records to a web server that holds nothing but the site:
# after each `cspr publish`, `cspr rollback` and `cspr withdraw`. The folder has the same path on both machines.
#
#   push.sh /srv/cspr cspr@web.example.org
set -eu
folder=$1 server=$2
release=$(readlink "$folder/current")
case $release in releases/*) ;; *) echo "$folder/current leads to no release: nothing was brought over." >&2; exit 1 ;; esac

ssh "$server" "mkdir -p '$folder/releases'"
# First the new release, whole; then one rename of the link; then what is gone here goes there as well.
rsync --archive --checksum --delay-updates "$folder/$release/" "$server:$folder/$release/"
ssh "$server" "ln -sfn '$release' '$folder/.next' && mv -T '$folder/.next' '$folder/current'"
rsync --archive --checksum --delete --delete-excluded --exclude='/.*' "$folder/releases/" "$server:$folder/releases/"
