{{/*
What the roles orchestrator and controller need for the company's balancer and name servers, as the arguments `environment`,
`mounts` and `volumes` of "statewright.deployment". Yields YAML of a dict with these three lists.
*/}}
{{- define "statewright.outside" -}}
environment:
  - name: STATEWRIGHT_BALANCER
    value: {{ .Values.services.balancer }}
{{- if ne .Values.services.balancer "none" }}
  - name: STATEWRIGHT_VIP_SERVICES
    value: {{ .Values.services.which }}
  - name: STATEWRIGHT_VIP_FINALIZER
    value: {{ .Values.services.finalizer | quote }}
  - name: STATEWRIGHT_TVS_URL
    value: {{ required "services.tvs.url is needed with services.balancer: tvs" .Values.services.tvs.url | quote }}
  - name: STATEWRIGHT_TVS_TOKEN_FILE
    value: {{ printf "/etc/statewright/tvs/%s" .Values.services.tvs.tokenKey }}
{{- if .Values.services.tvs.customCa }}
  - name: STATEWRIGHT_TVS_CA_FILE
    value: /etc/statewright/tvs/ca.crt
{{- end }}
{{- end }}
{{- if .Values.dns.secretName }}
  - name: STATEWRIGHT_DNS_CONFIG
    value: /etc/statewright/dns/dns.yaml
{{- end }}
mounts:
{{- if ne .Values.services.balancer "none" }}
  - name: tvs
    mountPath: /etc/statewright/tvs
    readOnly: true
{{- end }}
{{- if .Values.dns.secretName }}
  - name: dns
    mountPath: /etc/statewright/dns
    readOnly: true
{{- end }}
volumes:
{{- if ne .Values.services.balancer "none" }}
  - name: tvs
    secret:
      secretName: {{ required "services.tvs.secretName is needed with services.balancer: tvs" .Values.services.tvs.secretName }}
      defaultMode: 0440
{{- end }}
{{- if .Values.dns.secretName }}
  - name: dns
    secret:
      secretName: {{ .Values.dns.secretName }}
      defaultMode: 0440
{{- end }}
{{- end -}}
