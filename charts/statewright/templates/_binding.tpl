{{/* The rest of a binding below its name: called with labels, account and namespace of the subject, kind and name of the role. */}}
{{- define "statewright.binding" }}
  labels:
    {{- .labels | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ .name }}
subjects:
  - kind: ServiceAccount
    name: {{ .account }}
    namespace: {{ .namespace }}
{{- end -}}
