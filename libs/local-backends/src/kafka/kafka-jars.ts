import { kafkaArtifacts } from '../maven/artifacts';
import { fetchOnce, isCached, type Download } from '../maven/fetch-once';
import type { OnProgress } from '../maven/run-maven';

const kafkaDownload: Download = {
  name: 'kafka',
  artifacts: kafkaArtifacts,
  goal: 'copy-dependencies',
  properties: (folder) => [`-DoutputDirectory=${folder}`, '-DincludeScope=runtime'],
};

/** The folder with Kafka's jars, from the cache or from Maven. */
export function kafkaJars(onProgress: OnProgress): Promise<string> {
  return fetchOnce(kafkaDownload, onProgress);
}

/** Whether no Maven is needed for them any more. */
export const kafkaJarsAreCached = (): boolean => isCached(kafkaDownload);
