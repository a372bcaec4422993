#!/bin/sh
# Makes the certificate of the admission webhook and the configuration that makes the API server ask it. Kept over
# restarts; made anew when less than 30 days are left.
set -eu
umask 077
tls=${TLS_DIRECTORY:-/tls} admission=${ADMISSION_DIRECTORY:-/admission}
if ! openssl x509 -in "$tls/tls.crt" -noout -checkend 2592000 >/dev/null 2>&1; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 \
    -subj /CN=statewright-webhook -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$tls/tls.key" -out "$tls/tls.crt" 2>/dev/null
fi
chown -R 65532:65532 "$tls"
# k3s applies what lies in its manifests folder. The webhook shares its network, so loopback is where it answers.
cat >"$admission/statewright-admission.yaml" <<YAML
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: statewright
webhooks:
  - name: admission.statewright.io
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Fail
    timeoutSeconds: 5
    clientConfig:
      url: https://127.0.0.1:9443/validate
      caBundle: $(base64 <"$tls/tls.crt" | tr -d '\n')
    rules:
      - apiGroups: [statewright.io]
        apiVersions: [v1alpha1]
        resources: [distributedclusters, advancedstatefulsets]
        operations: [CREATE, UPDATE]
        scope: Namespaced
    matchConditions:
      - name: not-being-deleted
        expression: '!has(object.metadata.deletionTimestamp)'
YAML
