/** `--x` and `--y` are the distances from the side and the bottom, `--color` and `--ink` the looks. The button is out of sight where it is not wanted. */
export const launcherCss = `:host{all:initial}
div{position:fixed;bottom:var(--y);z-index:2147483000}
.right,.right>*{right:var(--x)}.left,.left>*{left:var(--x)}
button{all:unset;cursor:pointer}
button:focus-visible{outline:3px solid var(--color);outline-offset:3px}
.launcher{display:flex;justify-content:center;align-items:center;gap:8px;min-width:26px;height:56px;padding:0 15px;border-radius:28px;background:var(--color);color:var(--ink);box-shadow:0 4px 16px #0003;font:600 15px system-ui,sans-serif}
.gone .launcher{display:none}
i{display:grid}
svg{width:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;grid-area:1/1;transition:.15s}
svg+svg,.open svg{opacity:0}
.open svg+svg{opacity:1}
.badge{position:absolute;inset:-3px -3px auto auto;min-width:20px;padding:0 5px;box-sizing:border-box;border-radius:10px;background:#c81e1e;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center}
.badge:empty{display:none}
@media (prefers-reduced-motion){*{transition:none!important}}`
