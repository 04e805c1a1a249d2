#!/usr/bin/env bash
# Pins every image that this repository names (Dockerfile, compose files, manifests) to the digest that its tag points at now.
# Needs Docker with buildx and the internet. Read the difference before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."

files=$(git ls-files Dockerfile 'docker-compose*.yaml' 'k8s/*.yaml')
# An image with a tag, after `image:` or in an argument of the Dockerfile. Our own is not published.
tagged=$(grep --no-filename --only-matching --extended-regexp '(image: |_IMAGE=)[a-z0-9./-]+:[a-zA-Z0-9._-]+' $files \
  | sed -E 's/^(image: |[A-Z_]*_IMAGE=|_IMAGE=)//' | grep --invert-match --extended-regexp '(^|/)monolith:' | sort --unique)

for image in $tagged; do
  digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "$image: no digest" >&2; exit 1; }
  sed --in-place --regexp-extended "s#([ =])${image//./\\.}(@sha256:[0-9a-f]{64})?\$#\1$image@$digest#" $files
  echo "$image@$digest"
done
