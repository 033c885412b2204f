/**
 * The text without these secrets, as they are and as they stand in an address or a header. A secret of fewer than
 * four characters is no secret, and would blank out half of the text.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
  return forms.sort((a, b) => b.length - a.length).reduce((left, form) => left.replaceAll(form, '…'), text)
}
