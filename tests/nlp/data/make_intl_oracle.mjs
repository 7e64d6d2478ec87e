// Writes intl_oracle.json beside this file: money and ranges as Intl.NumberFormat prints them.
// Run with any Node that has full ICU:  node tests/nlp/data/make_intl_oracle.mjs
import { writeFileSync } from "node:fs";

const PAIRS = `
  en-US:USD en-GB:GBP en-IE:EUR en-MT:EUR en-CA:CAD fr-CA:CAD en-AU:AUD en-NZ:NZD en-SG:SGD en-IN:INR
  hi-IN:INR en-ZA:ZAR en-HK:HKD de-DE:EUR de-AT:EUR de-CH:CHF fr-CH:CHF it-CH:CHF fr-FR:EUR fr-BE:EUR
  nl-BE:EUR nl-NL:EUR fr-LU:EUR es-ES:EUR es-MX:MXN it-IT:EUR pt-PT:EUR pt-BR:BRL pl-PL:PLN cs-CZ:CZK
  sk-SK:EUR lt-LT:EUR lv-LV:EUR et-EE:EUR mt-MT:EUR fi-FI:EUR sv-SE:SEK da-DK:DKK nb-NO:NOK hu-HU:HUF
  ja-JP:JPY zh-CN:CNY ko-KR:KRW tr-TR:TRY el-GR:EUR bg-BG:EUR ro-RO:RON hr-HR:EUR sl-SI:EUR
  en-US:EUR en-US:CHF en-GB:USD de-DE:CHF de-DE:USD sv-FI:EUR
`.trim().split(/\s+/).map((pair) => pair.split(":"));
const RANGES = [[14.5, 18.25], [999, 1400], [4000, 5500], [9999, 10000], [70000, 90000], [1800000, 3000000]];

function row(locale, currency, [low, high]) {
  const style = { style: "currency", currency };
  const own = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits;
  const digits = Number.isInteger(low) && Number.isInteger(high) ? 0 : own;
  const format = new Intl.NumberFormat(locale, {
    ...style, minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  return {
    locale, currency, low: String(low), high: String(high),
    format: format.format(low), formatRange: format.formatRange(low, high),
  };
}

const table = {
  made_with: { node: process.versions.node, icu: process.versions.icu, cldr: process.versions.cldr },
  rows: PAIRS.flatMap(([locale, currency]) => RANGES.map((range) => row(locale, currency, range))),
};
writeFileSync(
  new URL("intl_oracle.json", import.meta.url),
  `{"made_with": ${JSON.stringify(table.made_with)},\n"rows": [\n${table.rows.map((r) => JSON.stringify(r)).join(",\n")}\n]}\n`,
);
