{{/* A value as text: numbers as they were written, and not as 1e+06. */}}
{{- define "harmonybatch.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ printf "%d" (int64 .) }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* Variables of a service that are no secrets, by name. Those of the service win over those of all. Takes {root, service}. */}}
{{- define "harmonybatch.plainVariables" -}}
{{- $values := .root.Values -}}
{{- $of := get $values.services .service -}}
{{- $ours := list (include "harmonybatch.kafkaVariables" .root | fromYaml) -}}
{{- if has .service (include "harmonybatch.usersOfRedis" . | fromYamlArray) -}}
{{- $ours = append $ours (include "harmonybatch.redisVariables" .root | fromYaml) -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfPlatform" . | fromYamlArray) -}}
{{- $ours = append $ours (include "harmonybatch.platformVariables" .root | fromYaml) -}}
{{- end -}}
{{- if and $values.emulator.enabled (eq .service "planner") -}}
{{- $ours = append $ours (dict "HARMONYBATCH_SEND_PROFILE" "true") -}}
{{- end -}}
{{- $all := dict "HTTP_HOST" "0.0.0.0" "HTTP_PORT" "8080" "HARMONYBATCH_SHUTDOWN_GRACE_MS" (include "harmonybatch.text" $values.shutdownGraceMs) "HARMONYBATCH_PRESENCE" (include "harmonybatch.text" $values.presence.enabled) -}}
{{- if $values.presence.enabled -}}{{- $_ := set $all "HARMONYBATCH_PRESENCE_PORT" (include "harmonybatch.text" $values.presence.port) -}}{{- end -}}
{{- range concat $ours (list $values.env $of.env) -}}
{{- range $name, $value := . -}}
{{- $_ := set $all $name (include "harmonybatch.text" $value) -}}
{{- end -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}

{{/* How Kafka is reached. */}}
{{- define "harmonybatch.kafkaVariables" -}}
{{- $kafka := .Values.kafka -}}
KAFKA_BROKERS: {{ join "," $kafka.brokers | quote }}
KAFKA_TOPIC_PREFIX: {{ $kafka.topicPrefix | quote }}
KAFKA_SESSION_TIMEOUT_MS: {{ include "harmonybatch.text" $kafka.sessionTimeoutMs | quote }}
KAFKA_SSL: {{ $kafka.tls | quote }}
HARMONYBATCH_PARTITIONS: {{ include "harmonybatch.text" $kafka.partitions | quote }}
{{- if $kafka.sasl.mechanism }}
KAFKA_SASL_MECHANISM: {{ $kafka.sasl.mechanism | quote }}
KAFKA_SASL_USERNAME: {{ $kafka.sasl.username | quote }}
{{- end }}
{{- if .Values.trustedCa.existingSecret }}
NODE_EXTRA_CA_CERTS: /etc/harmonybatch/ca/ca.crt
{{- end }}
{{- end -}}

{{/* How the batch buffers are reached; a URL with a password is a secret. */}}
{{- define "harmonybatch.redisVariables" -}}
REDIS_KEY_PREFIX: {{ .Values.redis.keyPrefix | quote }}
{{- if not .Values.redis.existingSecret }}
REDIS_URL: {{ .Values.redis.url | quote }}
{{- end }}
{{- with .Values.redis.sentinel }}
{{- if .nodes }}
REDIS_SENTINELS: {{ join "," .nodes | quote }}
REDIS_SENTINEL_PRIMARY: {{ .primary | quote }}
REDIS_SENTINEL_USERNAME: {{ .username | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Which platform, and how it is reached: an account's, or the emulator. */}}
{{- define "harmonybatch.platformVariables" -}}
{{- if .Values.emulator.enabled -}}
HARMONYBATCH_PLATFORM: function-compute
FC_ENDPOINT: {{ printf "http://%s:9000" (include "harmonybatch.partName" (dict "root" . "part" "emulator")) | quote }}
{{- else -}}
HARMONYBATCH_PLATFORM: {{ .Values.platform.name | quote }}
{{- range $name, $value := .Values.platform.env }}
{{ $name }}: {{ include "harmonybatch.text" $value | quote }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* Secrets of a service: where each is, by the name of its variable. Takes {root, service}. */}}
{{- define "harmonybatch.secretVariables" -}}
{{- $values := .root.Values -}}
{{- $sasl := $values.kafka.sasl -}}
{{- $all := dict -}}
{{- if $sasl.mechanism -}}
{{- $_ := set $all "KAFKA_SASL_PASSWORD" (dict "name" $sasl.existingSecret "key" $sasl.passwordKey) -}}
{{- if not $sasl.username -}}
{{- $_ := set $all "KAFKA_SASL_USERNAME" (dict "name" $sasl.existingSecret "key" $sasl.usernameKey) -}}
{{- end -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfRedis" . | fromYamlArray) -}}
{{- with $values.redis -}}
{{- if .existingSecret -}}{{- $_ := set $all "REDIS_URL" (dict "name" .existingSecret "key" .existingSecretKey) -}}{{- end -}}
{{- if .sentinel.existingSecret -}}{{- $_ := set $all "REDIS_SENTINEL_PASSWORD" (dict "name" .sentinel.existingSecret "key" .sentinel.passwordKey) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfPlatform" . | fromYamlArray) -}}
{{- if $values.emulator.enabled -}}
{{- $emulator := include "harmonybatch.partName" (dict "root" .root "part" "emulator") -}}
{{- $_ := set $all "ALIBABA_CLOUD_ACCESS_KEY_ID" (dict "name" $emulator "key" "id") -}}
{{- $_ := set $all "ALIBABA_CLOUD_ACCESS_KEY_SECRET" (dict "name" $emulator "key" "secret") -}}
{{- else -}}
{{- $all = merge $all (deepCopy $values.platform.envFromSecrets) -}}
{{- end -}}
{{- end -}}
{{- toYaml (merge $all (deepCopy $values.envFromSecrets)) -}}
{{- end -}}

{{/* The environment of a service's container. Takes {root, service}. */}}
{{- define "harmonybatch.environment" -}}
{{- $list := list -}}
{{- if .root.Values.presence.enabled -}}
{{- $list = append $list (dict "name" "HARMONYBATCH_PRESENCE_HOST" "valueFrom" (dict "fieldRef" (dict "fieldPath" "status.podIP"))) -}}
{{- end -}}
{{- range $name, $text := include "harmonybatch.plainVariables" . | fromYaml -}}
{{- if $text -}}{{- $list = append $list (dict "name" $name "value" $text) -}}{{- end -}}
{{- end -}}
{{- range $name, $secret := include "harmonybatch.secretVariables" . | fromYaml -}}
{{- $list = append $list (dict "name" $name "valueFrom" (dict "secretKeyRef" $secret)) -}}
{{- end -}}
{{- toYaml $list -}}
{{- end -}}
