export const attentionCss = `.greeting{display:flex;bottom:calc(var(--y) + 68px);width:max-content;max-width:min(280px,100vw - 2*var(--x));border-radius:12px;background:#fff;color:#1f2937;box-shadow:0 4px 16px #0003;font:15px/1.4 system-ui,sans-serif}
.gone .greeting{bottom:var(--y)}
.greeting button{padding:12px 14px;overflow-wrap:anywhere;white-space:pre-line}
.greeting button+button{padding:8px 10px}
@media (prefers-color-scheme:dark){.greeting{background:#1f2937;color:#f3f4f6}}`
