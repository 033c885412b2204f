#!/bin/sh
# Installs what the city needs at run time for another machine, `sh deploy/packages.sh amd64|arm64`, and drops what only others need.
set -eu
case "$1" in
  amd64) cpu=x64 ;;
  arm64) cpu=arm64 ;;
  *) echo "packages.sh: amd64 or arm64, not \"$1\"" >&2; exit 1 ;;
esac
npm ci --workspace platform --workspace safety --omit=dev --ignore-scripts --os=linux --cpu="$cpu" --libc=glibc
# Its install script, which is not run, would do this.
chmod +x node_modules/@ffmpeg-installer/linux-*/ffmpeg
# ONNX Runtime comes with the libraries of every system.
for folder in node_modules/onnxruntime-node/bin/napi-v*/*/*; do
  case "$folder" in */linux/"$cpu") ;; *) rm -r "$folder" ;; esac
done
# What builds functions and what speaks to Kubernetes is of no use in a pod.
rm -rf node_modules/esbuild node_modules/@esbuild node_modules/@kubernetes
