{{/* The stream that each service divides among its replicas, by consumer group. The planner has none, as one replica leads, nor have the gateway and the console, which read all outcomes. */}}
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

{{/* What services serve beside health and metrics: on which port, called how, told by which variables (_HOST, _PORT), to whom (a value of networkPolicy), and how long callers are given to learn that a pod is about to end, s. */}}
{{- define "harmonybatch.doors" -}}
http-gateway: { port: 8000, name: inference, variables: GATEWAY, from: gatewayFrom, drainSeconds: 5 }
console: { port: 8090, name: pages, variables: CONSOLE, from: consoleFrom, drainSeconds: 0 }
{{- end -}}

{{/* Where the volume of the console's history is mounted. */}}
{{- define "harmonybatch.historyPath" -}}
/var/lib/harmonybatch
{{- end -}}

{{/* The claim of the volume with the console's history; empty where it keeps none. */}}
{{- define "harmonybatch.historyClaim" -}}
{{- with .Values.services.console.persistence -}}
{{- if .enabled -}}{{- default (include "harmonybatch.partName" (dict "root" $ "part" "console")) .existingClaim -}}{{- end -}}
{{- end -}}
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
