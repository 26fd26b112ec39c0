/** What Grafana's files of provisioning bring: data sources, and dashboards, whose data sources are among them. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

/** @returns texts of the files of a folder with this ending, which must have one */
function textsIn(folder, ending) {
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  if (files.length === 0) throw new Error(`${folder} has no file *${ending}`);
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}

function dashboardOf(text, types) {
  const { uid, title, panels, templating } = JSON.parse(text);
  if (!uid || !title || !panels?.length)
    throw new Error(`a dashboard has no uid, title or panels: ${text.slice(0, 80)}`);
  const asked = (templating?.list ?? []).filter(({ type }) => type === 'datasource').map(({ query }) => query);
  const absent = asked.filter((type) => !types.includes(type));
  if (absent.length > 0)
    throw new Error(`dashboard ${uid} asks for a data source of type ${absent.join()}: there is none`);
  return { uid, title, type: 'dash-db' };
}

/**
 * @param provisioning folder that Grafana reads as /etc/grafana/provisioning
 * @returns data sources by uid, and dashboards as /api/search lists them
 * @throws Error saying what is missing or wrong
 */
exports.provisioned = (provisioning) => {
  const read = (kind) => textsIn(join(provisioning, kind), '.yml').map((text) => parse(text));
  const sources = read('datasources').flatMap(({ datasources }) => datasources);
  const types = sources.map(({ type }) => type);
  const providers = read('dashboards').flatMap((file) => file.providers);
  const folders = providers.filter(({ type }) => type === 'file').map(({ options }) => options.path);
  const dashboards = folders.flatMap((folder) => textsIn(folder, '.json')).map((text) => dashboardOf(text, types));
  return { sources: new Map(sources.map(({ uid, url }) => [uid, url])), dashboards };
};
