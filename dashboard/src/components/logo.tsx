export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <path
        d="M8 11.5A3.5 3.5 0 0 1 11.5 8h6a3.5 3.5 0 0 1 3.500 3.500v1a3.500 3.500 0 0 1-3.500 3.500H13l-3.300 2.700c-.500.400-1.200 0-1.200-.600V14.500z"
        fill="#fff"
      />
      <path
        d="M23 15.300a3.500 3.500 0 0 1 1.500 2.900v5.200c0 .600-.700 1-1.200.600L20.500 22h-4a3.500 3.500 0 0 1-3.300-2.400l.900-.800h4.400A4.500 4.500 0 0 0 23 15.300z"
        fill="#99f6e4"
      />
    </svg>
  )
}
