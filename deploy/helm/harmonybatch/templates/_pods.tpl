{{/* No more rights than a process needs that reads a network: nothing to write but /tmp, no capability, no root. */}}
{{- define "harmonybatch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end -}}
{{- define "harmonybatch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Where pods of a part run. Takes {root, part}. */}}
{{- define "harmonybatch.placement" -}}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.topologySpread }}
topologySpreadConstraints:
  {{- range . }}
  - labelSelector:
      matchLabels: {{- include "harmonybatch.selectorLabels" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Annotations and labels of a pod; other files are another pod. Takes {root, part, files}. */}}
{{- define "harmonybatch.podMetadata" -}}
labels:
  {{- include "harmonybatch.labels" . | nindent 2 }}
  {{- with .root.Values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := deepCopy .root.Values.podAnnotations }}
{{- with .files }}
{{- $_ := set $annotations "checksum/files" (toYaml . | sha256sum) }}
{{- end }}
{{- with $annotations }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
