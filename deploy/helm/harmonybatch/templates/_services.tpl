{{/* The stream that each service divides among its replicas, by consumer group. The planner has none, as one replica leads, nor has the gateway, whose replicas read all outcomes. */}}
{{- define "harmonybatch.streams" -}}
ingest: inference.requested
rate-estimator: arrival.counted
batcher: inference.accepted
dispatcher: batch.ready
outcome-forwarder: inference.completed
{{- end -}}

{{/* Who works with the batch buffers, and who with functions. */}}
{{- define "harmonybatch.usersOfRedis" -}}
[batcher, dispatcher]
{{- end -}}
{{- define "harmonybatch.usersOfPlatform" -}}
[planner, dispatcher]
{{- end -}}

{{/* Whether KEDA scales a service; empty where it does not. Takes {root, service}. */}}
{{- define "harmonybatch.isScaled" -}}
{{- if and .root.Values.keda.enabled (hasKey (get .root.Values.services .service) "scaling") -}}true{{- end -}}
{{- end -}}

{{/* Where the Open Inference Protocol is served, and by which service. */}}
{{- define "harmonybatch.gateway" -}}
{service: http-gateway, port: 8000}
{{- end -}}

{{/* Whether the planner calls Knative's API as its pod; empty where it does not. */}}
{{- define "harmonybatch.isPodOnKnative" -}}
{{- $platform := .Values.platform -}}
{{- $auth := get $platform.env "KNATIVE_AUTH" | default "pod" -}}
{{- if and (eq $platform.name "knative") (eq $auth "pod") (not .Values.emulator.enabled) -}}true{{- end -}}
{{- end -}}

{{- define "harmonybatch.serviceAccountName" -}}
{{- printf "%s-%s" (include "harmonybatch.fullname" .root) .service -}}
{{- end -}}
