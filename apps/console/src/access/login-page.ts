/** The page to log in at: a form without script. @param fault what was wrong with the try before */
export const loginPage = (fault: string | null): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>HarmonyBatch console</title></head>
<body>
<main>
<h1>HarmonyBatch console</h1>
${fault === null ? '' : `<p role="alert">${fault}</p>`}
<form method="post" action="/login">
<p><label>Token, as CONSOLE_TOKEN has it<br><input type="password" name="token" autocomplete="current-password" required autofocus></label></p>
<p><button>Log in</button></p>
</form>
</main>
</body>
</html>
`;
