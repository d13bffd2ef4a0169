// Asks the browser to make or use a passkey, and puts its answer into the form that is sent.
// The page says what else can be done; that goes away where a passkey can be used.
const part = document.querySelector('[data-module="cp-passkey"]');
const form = part && part.querySelector("form");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

/** What the server asked, with bytes where the browser wants them. */
function read(json) {
  const asked = JSON.parse(json);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  asked.excludeCredentials = known(asked.excludeCredentials);
  asked.allowCredentials = known(asked.allowCredentials);
  return asked;
}

/** What the browser answered, with text where it had bytes. */
function told({ id, rawId, type, response }) {
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = fields.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(given) });
}

if (form && window.PublicKeyCredential) {
  const says = part.querySelector("[role=status]");
  part.hidden = false;
  document.querySelector("[data-passkey-missing]").hidden = true;
  form.addEventListener("submit", async (event) => {
    if (form.elements.token.value) return;
    event.preventDefault();
    const typed = [...form.querySelectorAll("input:not([type=hidden])")];
    if (typed.some((one) => !one.value.trim())) { form.submit(); return; }
    says.textContent = "Follow what your browser asks.";
    try {
      const publicKey = read(part.dataset.options);
      form.elements.token.value = told(await navigator.credentials[part.dataset.act]({ publicKey }));
    } catch {
      // Called off, or there is no such device: the server's own sentence says what to do.
    }
    form.submit();
  });
}
