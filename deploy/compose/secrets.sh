#!/bin/sh
# Writes the secrets of compose.yaml into ./secrets, one file each. Never replaces an existing file: with other
# encryption keys, the database could not be read.
#
#   ./secrets.sh
#
# Reads the two secrets of Zoom from standard input: the Client Secret, then the Secret Token.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets

# write NAME VALUE
write() {
  if [ -e "secrets/$1" ]; then
    echo "secrets/$1 exists: not changed"
  else
    printf '%s\n' "$2" >"secrets/$1"
    echo "secrets/$1 written"
  fi
}

# ask NAME LABEL
ask() {
  if [ -e "secrets/$1" ]; then
    echo "secrets/$1 exists: not changed"
    return
  fi
  printf '%s: ' "$2"
  if [ -t 0 ]; then stty -echo; fi
  IFS= read -r answer || answer=
  if [ -t 0 ]; then stty echo; fi
  echo
  if [ -z "$answer" ]; then
    echo "$2 is needed; run this again" >&2
    exit 1
  fi
  write "$1" "$answer"
}

# 32 random bytes in base64
random() { head -c 32 /dev/urandom | base64; }

trap 'if [ -t 0 ]; then stty echo; fi' EXIT
ask zoom_client_secret "Client Secret of the Zoom app"
ask zoom_webhook_secret_token "Secret Token of the Zoom app"
write postgres_password "$(random | tr '+/' '-_' | tr -d '=')"
write database_url "postgresql://uplink:$(cat secrets/postgres_password)@database:5432/uplink"
write encryption_keys "k1:$(random)"
write session_secret "$(random)"
# Compose mounts the files as they are, and Uplink does not run as root in its container. Only the owner of the folder
# can reach them on this machine.
chmod 700 secrets
chmod 644 secrets/*
