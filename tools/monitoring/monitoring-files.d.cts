/** Dashboards and rules that are made by code: path from the top of the repository and text of each. */
export function monitoringFiles(): { readonly path: string; readonly text: string }[];
