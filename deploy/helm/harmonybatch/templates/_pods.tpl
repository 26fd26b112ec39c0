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

{{/* The pod of a service, as a Deployment or a StatefulSet has it. Takes {root, service}. */}}
{{- define "harmonybatch.podTemplate" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $of := get $root.Values.services $service -}}
{{- $part := dict "root" $root "part" $service -}}
{{- $door := get (include "harmonybatch.doors" $root | fromYaml) $service -}}
{{- $claim := ternary (include "harmonybatch.historyClaim" $root) "" (eq $service "console") -}}
{{- $secrets := include "harmonybatch.secretSources" . -}}
metadata: {{- include "harmonybatch.podMetadata" (dict "root" $root "part" $service "files" (ternary $root.Values.files dict (eq $service "planner"))) | nindent 2 }}
spec:
  serviceAccountName: {{ include "harmonybatch.serviceAccountName" . }}
  automountServiceAccountToken: {{ and (eq $service "planner") (eq (include "harmonybatch.isPodOnKnative" $root) "true") }}
  enableServiceLinks: false
  # Longer than a service takes to finish what it holds.
  terminationGracePeriodSeconds: {{ add 10 (ceil (divf $root.Values.shutdownGraceMs 1000)) }}
  securityContext: {{- include "harmonybatch.podSecurity" . | nindent 4 }}
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with include "harmonybatch.placement" $part | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  containers:
    - name: {{ $service }}
      image: {{ include "harmonybatch.image" (dict "root" $root "tag" $of.imageTag) | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- if eq $service "dispatcher" }}
      # A young generation that holds what runs: a sixth more batches for each core.
      command: [node, --max-semi-space-size=32, apps/{{ $service }}/dist/main.js]
      {{- else }}
      command: [node, apps/{{ $service }}/dist/main.js]
      {{- end }}
      securityContext: {{- include "harmonybatch.containerSecurity" . | nindent 8 }}
      env: {{- include "harmonybatch.environment" . | nindent 8 }}
      ports:
        - { name: http, containerPort: 8080 }
        {{- with $door }}
        - { name: {{ .name }}, containerPort: {{ .port }} }
        {{- end }}
        {{- if $root.Values.presence.enabled }}
        - { name: presence, containerPort: {{ $root.Values.presence.port }} }
        {{- end }}
      {{- with $door }}
      {{- if .drainSeconds }}
      # Callers learn that a pod is about to end before it takes no more calls.
      lifecycle:
        preStop: { sleep: { seconds: {{ .drainSeconds }} } }
      {{- end }}
      {{- end }}
      # A service listens once it has found Kafka and its topics.
      startupProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 2
        failureThreshold: 60
        timeoutSeconds: 3
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 10
        failureThreshold: 6
        timeoutSeconds: 5
      readinessProbe:
        httpGet: { path: /health/ready, port: http }
        periodSeconds: 5
        failureThreshold: 3
        timeoutSeconds: 5
      resources: {{- toYaml $of.resources | nindent 8 }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- if $root.Values.trustedCa.existingSecret }}
        - { name: ca, mountPath: /etc/harmonybatch/ca, readOnly: true }
        {{- end }}
        {{- if $secrets }}
        - { name: secrets, mountPath: /etc/harmonybatch/secrets, readOnly: true }
        {{- end }}
        {{- if and (eq $service "planner") $root.Values.files }}
        - { name: files, mountPath: /etc/harmonybatch/files, readOnly: true }
        {{- end }}
        {{- if $claim }}
        - { name: history, mountPath: {{ include "harmonybatch.historyPath" $ }} }
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    {{- with $root.Values.trustedCa }}
    {{- if .existingSecret }}
    - name: ca
      secret:
        secretName: {{ .existingSecret | quote }}
        items: [{ key: {{ .key | quote }}, path: ca.crt }]
    {{- end }}
    {{- end }}
    {{- with $secrets }}
    - name: secrets
      projected:
        # Read by the user and the group of the pod alone: 0440.
        defaultMode: 288
        sources: {{- . | nindent 10 }}
    {{- end }}
    {{- if and (eq $service "planner") $root.Values.files }}
    - name: files
      configMap: { name: {{ include "harmonybatch.partName" $part }} }
    {{- end }}
    {{- with $claim }}
    - name: history
      persistentVolumeClaim: { claimName: {{ . | quote }} }
    {{- end }}
{{- end -}}
