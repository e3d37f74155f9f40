/** The frame is hidden by visibility, not display, so that it can receive before it is first shown. */
export const launcherCss = `:host{all:initial}
div,iframe{position:fixed;bottom:20px;z-index:2147483000}
.right,.right *{right:20px}.left,.left *{left:20px}
button{all:unset;cursor:pointer}
button:focus-visible{outline:3px solid var(--color);outline-offset:3px}
.launcher{display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--color);color:var(--ink);box-shadow:0 4px 16px #0003}
svg{width:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;grid-area:1/1;transition:.15s}
.launcher svg+svg,.open .launcher svg{opacity:0}
.open .launcher svg+svg{opacity:1}
.badge{position:absolute;inset:-3px -3px auto auto;min-width:20px;padding:0 5px;box-sizing:border-box;border-radius:10px;background:#c81e1e;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center}
.badge:empty{display:none}
iframe{bottom:88px;width:384px;height:min(640px,100vh - 108px);border:0;border-radius:16px;box-shadow:0 12px 48px #0004;visibility:hidden;opacity:0;transition:.15s;color-scheme:normal}
iframe.open{visibility:visible;opacity:1}
.greeting{display:flex;bottom:88px;width:max-content;max-width:min(280px,100vw - 40px);border-radius:12px;background:#fff;color:#1f2937;box-shadow:0 4px 16px #0003;font:15px/1.4 system-ui,sans-serif}
.greeting button{padding:12px 14px;overflow-wrap:anywhere;white-space:pre-line}
.greeting button+button{padding:8px 10px}
@media (max-width:480px),(max-height:520px){.right iframe,.left iframe{inset:0;width:100%;height:100dvh;border-radius:0}}
@media (prefers-color-scheme:dark){.greeting{background:#1f2937;color:#f3f4f6}}
@media (prefers-reduced-motion){*{transition:none!important}}`
