#!/bin/sh
# Makes the certificate of the admission webhook and the configurations that make the API server ask it. Kept over
# restarts; made anew when less than 30 days are left.
set -eu
umask 077
tls=${TLS_DIRECTORY:-/tls} admission=${ADMISSION_DIRECTORY:-/admission}
asked=$(dirname "$0")/../charts/statewright/files/admission
if ! openssl x509 -in "$tls/tls.crt" -noout -checkend 2592000 >/dev/null 2>&1; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 \
    -subj /CN=statewright-webhook -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$tls/tls.key" -out "$tls/tls.crt" 2>/dev/null
fi
chown -R 65532:65532 "$tls"

# One configuration: its kind, the file of the chart with what is asked, the path of the webhook. Each entry of the file gets
# what the chart adds to it. The webhook shares the API server's network, so loopback is where it answers.
configuration() {
  printf 'apiVersion: admissionregistration.k8s.io/v1\nkind: %s\nmetadata:\n  name: statewright\nwebhooks:\n' "$1"
  awk -v url="https://127.0.0.1:9443$3" -v authority="$(base64 <"$tls/tls.crt" | tr -d '\n')" '
    function finish() {
      if (entry == "") return
      if (entry !~ /\n  failurePolicy:/) entry = entry "  failurePolicy: Fail\n"
      if (entry !~ /\n  timeoutSeconds:/) entry = entry "  timeoutSeconds: 5\n"
      printf "%s  admissionReviewVersions: [v1]\n  sideEffects: None\n  matchPolicy: Equivalent\n", entry
      printf "  clientConfig:\n    url: %s\n    caBundle: %s\n", url, authority
      entry = ""
    }
    /^#/ { next }
    /^- / { finish() }
    { entry = entry $0 "\n" }
    END { finish() }' "$asked/$2.yaml"
}

# k3s applies what lies in its manifests folder.
{
  configuration ValidatingWebhookConfiguration validating /validate
  echo ---
  configuration MutatingWebhookConfiguration mutating /mutate
} >"$admission/statewright-admission.yaml"
