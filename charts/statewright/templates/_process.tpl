{{/* What every container of the platform may not do. */}}
{{- define "statewright.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "statewright.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
# Mounted certificates and keys are readable by this group only.
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "statewright.temporalEnvironment" -}}
- name: TEMPORAL_ADDRESS
  value: {{ .Values.temporal.address | quote }}
- name: TEMPORAL_NAMESPACE
  value: {{ .Values.temporal.namespace | quote }}
{{- if .Values.temporal.tls.secretName }}
{{- if .Values.temporal.tls.customCa }}
- name: TEMPORAL_TLS_CA
  value: /etc/statewright/temporal-tls/ca.crt
{{- end }}
{{- if .Values.temporal.tls.clientCertificate }}
- name: TEMPORAL_TLS_CERT
  value: /etc/statewright/temporal-tls/tls.crt
- name: TEMPORAL_TLS_KEY
  value: /etc/statewright/temporal-tls/tls.key
{{- end }}
{{- end }}
{{- if .Values.temporal.apiKey.secretName }}
- name: TEMPORAL_API_KEY_FILE
  value: {{ printf "/etc/statewright/temporal-api-key/%s" .Values.temporal.apiKey.key }}
{{- end }}
{{- end -}}

{{- define "statewright.kubernetesEnvironment" -}}
{{- if .Values.kubernetesApi.host -}}
- name: KUBERNETES_SERVICE_HOST
  value: {{ .Values.kubernetesApi.host | quote }}
- name: KUBERNETES_SERVICE_PORT
  value: {{ .Values.kubernetesApi.port | quote }}
{{- end }}
{{- end -}}

{{/* Called with the port. */}}
{{- define "statewright.metricsEnvironment" -}}
- name: STATEWRIGHT_METRICS_ADDRESS
  value: {{ printf "0.0.0.0:%v" . }}
{{- end -}}

{{- define "statewright.environment" -}}
- name: STATEWRIGHT_LOG_LEVEL
  value: {{ .Values.logLevel }}
{{- with .Values.buildId }}
- name: STATEWRIGHT_BUILD_ID
  value: {{ . | quote }}
{{- end }}
{{- with .Values.taskQueue }}
- name: STATEWRIGHT_TASK_QUEUE
  value: {{ . | quote }}
{{- end }}
{{- with .Values.watchNamespaces }}
- name: STATEWRIGHT_WATCH_NAMESPACES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "statewright.probes" -}}
# Loading the workflow code takes seconds on a busy machine; only after that does liveness count.
startupProbe:
  httpGet: { path: /livez, port: metrics }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /livez, port: metrics }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: metrics }
  periodSeconds: 5
  timeoutSeconds: 3
{{- end -}}

{{- define "statewright.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- end -}}

{{- define "statewright.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- end -}}

{{/* Credentials for Temporal, in the pods that speak to it and in no others. */}}
{{- define "statewright.temporalMounts" -}}
{{- if .Values.temporal.tls.secretName }}
- name: temporal-tls
  mountPath: /etc/statewright/temporal-tls
  readOnly: true
{{- end }}
{{- if .Values.temporal.apiKey.secretName }}
- name: temporal-api-key
  mountPath: /etc/statewright/temporal-api-key
  readOnly: true
{{- end }}
{{- end -}}

{{- define "statewright.temporalVolumes" -}}
{{- if .Values.temporal.tls.secretName }}
- name: temporal-tls
  secret:
    secretName: {{ .Values.temporal.tls.secretName }}
    defaultMode: 0440
{{- end }}
{{- if .Values.temporal.apiKey.secretName }}
- name: temporal-api-key
  secret:
    secretName: {{ .Values.temporal.apiKey.secretName }}
    defaultMode: 0440
{{- end }}
{{- end -}}
