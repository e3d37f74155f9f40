/** The frame is hidden by visibility, not display, so that it can receive before it is first shown. */
export const frameCss = `iframe{position:fixed;z-index:2147483000;bottom:calc(var(--y) + 68px);width:384px;max-width:calc(100vw - 2*var(--x));height:min(640px,100vh - var(--y) - 88px);border:0;border-radius:16px;box-shadow:0 12px 48px #0004;visibility:hidden;opacity:0;transition:.15s;color-scheme:normal}
.gone iframe{bottom:var(--y)}
iframe.open{visibility:visible;opacity:1}
@media (max-width:480px),(max-height:520px){.right iframe,.left iframe{inset:0;width:100%;max-width:none;height:100dvh;border-radius:0}}
@media (prefers-reduced-motion){iframe{transition:none}}`
