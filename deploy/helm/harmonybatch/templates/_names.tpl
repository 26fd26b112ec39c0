{{/* What everything of a release is called: the release, with the chart unless that is in it. */}}
{{- define "harmonybatch.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- $release := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) -}}
{{- default $release .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* What a part is called. Takes {root, part}. */}}
{{- define "harmonybatch.partName" -}}
{{- printf "%s-%s" (include "harmonybatch.fullname" .root) .part -}}
{{- end -}}

{{/* What never changes of a part's labels. Takes {root, part}. */}}
{{- define "harmonybatch.selectorLabels" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .part | quote }}
{{- end -}}

{{/* All labels of a part. Takes {root, part}. */}}
{{- define "harmonybatch.labels" -}}
{{ include "harmonybatch.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: harmonybatch
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | quote }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The image of a service: by its digest, its own tag, the tag, or the chart's version. Takes {root, tag}. */}}
{{- define "harmonybatch.image" -}}
{{- $image := .root.Values.image -}}
{{- if and $image.digest (not .tag) -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (coalesce .tag $image.tag .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
