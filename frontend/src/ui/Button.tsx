import type { ButtonHTMLAttributes } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "main" | "bare";
  size?: "small" | "round";
}

export function Button({ look, size, className, type = "button", ...rest }: ButtonProps) {
  const names = ["button", look && `button--${look}`, size && `button--${size}`, className];
  return <button type={type} className={names.filter(Boolean).join(" ")} {...rest} />;
}
