{{- define "statewright.webhookService" -}}
{{ include "statewright.fullname" . }}-webhook.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* The Secret that the webhook's certificate is mounted from. */}}
{{- define "statewright.webhookSecret" -}}
{{- if eq .Values.webhook.certificate.source "secret" -}}
{{- required "webhook.certificate.secretName is needed with webhook.certificate.source secret" .Values.webhook.certificate.secretName -}}
{{- else -}}
{{ include "statewright.fullname" . }}-webhook-tls
{{- end -}}
{{- end -}}
