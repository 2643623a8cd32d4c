; What the installer for Windows does besides the builder's own script.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\smart-0dte-open" "" "URL:Smart 0DTE recording"
  WriteRegStr SHELL_CONTEXT "Software\Classes\smart-0dte-open" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\smart-0dte-open\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\smart-0dte-open\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; Books, settings and recordings stay unless the person who removes the program asks otherwise. An update removes the old
; version with /S and --updated, a script with /S: neither is asked, and nothing is deleted.
!macro customUnInit
  Var /GLOBAL deletesData
  StrCpy $deletesData "0"
  ClearErrors
  ${GetParameters} $R0
  ${GetOptions} $R0 "/S" $R1
  ${If} ${Errors}
  ${AndIfNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Delete your data as well?$\r$\n$\r$\nBooks, settings, backups and recordings in $APPDATA\${PRODUCT_NAME} cannot be brought back. Choose No to keep them for another installation." IDNO keepsData
    StrCpy $deletesData "1"
    keepsData:
  ${EndIf}
!macroend

!macro customUnInstall
  ${IfNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\smart-0dte-open"
  ${EndIf}
  ${If} $deletesData == "1"
    RMDir /r "$APPDATA\${PRODUCT_NAME}"
  ${EndIf}
!macroend
