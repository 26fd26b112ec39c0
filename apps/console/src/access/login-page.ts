/** Where the style of the page to log in at is. */
export const loginStylePath = '/login.css';

/** The page to log in at: a form without script. @param fault what was wrong with the try before */
export const loginPage = (fault: string | null): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${fault === null ? '' : 'Not logged in · '}HarmonyBatch console</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${loginStylePath}">
</head>
<body>
<main>
<h1><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7"/><path d="M8 9h5M8 16h10M8 23h3M24.5 8v16"/></svg>HarmonyBatch console</h1>
<form method="post" action="/login">
${fault === null ? '' : `<p role="alert" id="fault">${fault}</p>`}
<label for="token">Token</label>
<input id="token" type="password" name="token" autocomplete="current-password" required autofocus spellcheck="false" aria-describedby="${fault === null ? 'hint' : 'fault hint'}"${fault === null ? '' : ' aria-invalid="true"'}>
<p id="hint">It is what <code>CONSOLE_TOKEN</code> of the console has.</p>
<button>Log in</button>
</form>
</main>
</body>
</html>
`;

/** Its style: the colors of the pages, which nobody sees before. */
export const loginStyle = `:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f8, #0e1214);
  --surface: light-dark(#ffffff, #161b1e);
  --line: light-dark(#e1e5e7, #273035);
  --line-strong: light-dark(#8a959a, #66747b);
  --text: light-dark(#172026, #e6ebed);
  --text-soft: light-dark(#4d5a61, #a5b1b7);
  --accent: light-dark(#0f766e, #43c4b5);
  --on-accent: light-dark(#ffffff, #06201e);
  --bad-soft: light-dark(#fdecec, #3a1a1d);
  --bad-line: light-dark(#c5303c, #f2727a);
  --bad-text: light-dark(#9c1f2b, #ff9ea4);
}
*, *::before, *::after { box-sizing: border-box; }
body {
  display: grid;
  min-height: 100vh;
  min-height: 100dvh;
  margin: 0;
  padding: 1rem;
  place-items: center;
  background: var(--page);
  color: var(--text);
  font: 0.9375rem/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
main { width: min(24rem, 100%); }
h1 {
  display: flex;
  align-items: center;
  gap: 0.625rem;
  margin: 0 0 1rem;
  font-size: 1.1875rem;
  font-weight: 650;
  letter-spacing: -0.01em;
}
svg { width: 1.875rem; height: 1.875rem; flex: none; }
svg rect { fill: #0f766e; }
svg path { fill: none; stroke: #fff; stroke-linecap: round; stroke-width: 3.5; }
form {
  display: grid;
  gap: 0.5rem;
  padding: 1.25rem;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
}
p { margin: 0; }
label { font-weight: 600; }
input, button { width: 100%; min-height: 2.5rem; border-radius: 6px; font: inherit; }
input { padding: 0.25rem 0.75rem; border: 1px solid var(--line-strong); background: var(--page); color: var(--text); }
input[aria-invalid] { border-color: var(--bad-line); }
input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#hint { color: var(--text-soft); font-size: 0.8125rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
button { margin-top: 0.5rem; border: 0; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
button:hover { filter: brightness(1.08); }
[role='alert'] { padding: 0.5rem 0.75rem; border: 1px solid var(--bad-line); border-radius: 6px; background: var(--bad-soft); color: var(--bad-text); }
`;
