{{/*
One role as a Deployment. Called with a dict of root, role, temporal (whether the role speaks to Temporal) and, where the
role needs them, environment, mounts, volumes and ports (lists) and lifecycle (map).
*/}}
{{- define "statewright.deployment" -}}
{{- $root := .root -}}
{{- $settings := index .root.Values .role -}}
{{- $named := dict "root" .root "role" .role -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "statewright.fullname" $root }}-{{ .role }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "statewright.labels" $named | nindent 4 }}
spec:
  replicas: {{ $settings.replicas }}
  selector:
    matchLabels:
      {{- include "statewright.selector" $named | nindent 6 }}
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels:
        {{- include "statewright.labels" $named | nindent 8 }}
        {{- with $settings.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        prometheus.io/scrape: 'true'
        prometheus.io/port: {{ $root.Values.metrics.port | quote }}
        {{- with .podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $settings.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "statewright.fullname" $root }}-{{ .role }}
      {{- with $root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $settings.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      terminationGracePeriodSeconds: {{ $settings.terminationGracePeriodSeconds }}
      securityContext:
        {{- include "statewright.podSecurityContext" $root | nindent 8 }}
      # Environment variables for every Service of the namespace serve nobody here.
      enableServiceLinks: false
      containers:
        - name: {{ .role }}
          image: {{ include "statewright.image" $root }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: [{{ .role }}]
          env:
            {{- include "statewright.metricsEnvironment" $root.Values.metrics.port | nindent 12 }}
            {{- include "statewright.environment" $root | nindent 12 }}
            {{- with include "statewright.kubernetesEnvironment" $root }}
            {{- . | nindent 12 }}
            {{- end }}
            {{- if .temporal }}
            {{- include "statewright.temporalEnvironment" $root | nindent 12 }}
            {{- end }}
            {{- with .environment }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: metrics
              containerPort: {{ $root.Values.metrics.port }}
            {{- with .ports }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- include "statewright.probes" $root | nindent 10 }}
          {{- with .lifecycle }}
          lifecycle:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources:
            {{- toYaml $settings.resources | nindent 12 }}
          securityContext:
            {{- include "statewright.containerSecurityContext" $root | nindent 12 }}
          volumeMounts:
            {{- include "statewright.mounts" $root | nindent 12 }}
            {{- if .temporal }}
            {{- with include "statewright.temporalMounts" $root }}
            {{- . | nindent 12 }}
            {{- end }}
            {{- end }}
            {{- with .mounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        {{- include "statewright.volumes" $root | nindent 8 }}
        {{- if .temporal }}
        {{- with include "statewright.temporalVolumes" $root }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- end }}
        {{- with .volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $settings.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $settings.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $settings.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if $root.Values.topologySpread.enabled }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: {{ $root.Values.topologySpread.topologyKey }}
          whenUnsatisfiable: {{ $root.Values.topologySpread.whenUnsatisfiable }}
          labelSelector:
            matchLabels:
              {{- include "statewright.selector" $named | nindent 14 }}
          # Old and new pods of a rolling update are spread apart from each other.
          matchLabelKeys: [pod-template-hash]
      {{- end }}
{{- end -}}
