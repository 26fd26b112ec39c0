/** A Maven artifact, at a pinned version. */
export interface Artifact {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

export const kafkaArtifacts: readonly Artifact[] = [
  { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: '4.1.1' },
  // Kafka's jars name no logging backend that its distribution would bring along.
  { groupId: 'org.apache.logging.log4j', artifactId: 'log4j-slf4j-impl', version: '2.24.3' },
  { groupId: 'org.apache.logging.log4j', artifactId: 'log4j-core', version: '2.24.3' },
];

export const redisArtifacts: readonly Artifact[] = [
  { groupId: 'com.github.codemonstur', artifactId: 'embedded-redis', version: '1.4.3' },
];

const dependency = ({ groupId, artifactId, version }: Artifact): string =>
  `    <dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;

/** A project that has nothing but these dependencies. */
export function pomOf(artifacts: readonly Artifact[]): string {
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>harmonybatch</groupId><artifactId>local-backends</artifactId><version>1</version>',
    '  <dependencies>',
    ...artifacts.map(dependency),
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}
