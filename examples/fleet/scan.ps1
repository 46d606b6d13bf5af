# Scan every home of this machine and hand the inventory over. For Intune (Scripts, run as system, 64-bit).
#
# Mcpsweep      the scanner: the installed command, or the portable file that was sent along
# InventoryUrl  where to put the inventory (a pre-signed address of a bucket: it needs no credential here)
# Recipient     an age public key: values are sealed to it (optional)
param(
    [string]$Mcpsweep = "mcpsweep",
    [Parameter(Mandatory = $true)][string]$InventoryUrl,
    [string]$Recipient = ""
)
$ErrorActionPreference = "Stop"
$folder = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $folder | Out-Null
try {
    # Only the account that runs this may read the folder.
    icacls $folder /inheritance:r /grant:r "$([Security.Principal.WindowsIdentity]::GetCurrent().Name):(OI)(CI)F" | Out-Null
    $inventory = Join-Path $folder "inventory.json"
    $options = @("scan", "--all-users", "--format", "json", "--quiet", "--output", $inventory)
    if ($env:MCPSWEEP_FINGERPRINT_KEY) {
        $config = Join-Path $folder "config.toml"
        Set-Content -Path $config -Value "[org]`nfingerprint_key = `"env:MCPSWEEP_FINGERPRINT_KEY`""
        $options += @("--config", $config)
    }
    if ($Recipient) { $options += @("--seal", $Recipient) }
    & $Mcpsweep @options
    $code = $LASTEXITCODE
    # 4: something could not be read; the inventory says what, and is handed over all the same.
    if ($code -notin 0, 4) { exit $code }
    Invoke-RestMethod -Method Put -Uri $InventoryUrl -InFile $inventory -ContentType "application/json" | Out-Null
    exit $code
}
finally {
    Remove-Item -Recurse -Force $folder
}
