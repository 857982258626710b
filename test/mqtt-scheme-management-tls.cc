// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-management-tls.h"

#include "mqtt-crypto-test.h"

namespace ns3::mqtt::test
{

const std::string TDMS_NAME = "broker.example";
const std::string DAEMON_NAME = "device.example";

namespace
{

/// @param shows what a side shows
/// @return certificates of the root it is about
const Pki&
GetPkiOf(Shows shows)
{
    return GetPki(KeyType::P256, 1, shows == Shows::OTHER_ROOT ? 1 : 0);
}

/// @return both sides' settings, the certificates of their own not yet chosen
TlsCase
MakeMutualCase()
{
    return MakeCase(TlsVersion::TLS_1_3, GetPki(), true);
}

} // namespace

std::shared_ptr<const TlsContext>
MakeManagementTls(Shows shows)
{
    const Pki& pki = GetPkiOf(shows);
    TlsCase made = MakeMutualCase();
    made.server.chain = shows == Shows::OTHER_NAME ? pki.client
                        : shows == Shows::EXPIRED  ? pki.old
                                                   : pki.server;
    return TlsContexts(made).server;
}

std::shared_ptr<const TlsContext>
MakeDaemonTls(Shows shows)
{
    const Pki& pki = GetPkiOf(shows);
    TlsCase made = MakeMutualCase();
    if (shows != Shows::NOTHING)
    {
        made.client.chain = shows == Shows::OTHER_NAME ? pki.server : pki.client;
    }
    return TlsContexts(made).client;
}

} // namespace ns3::mqtt::test
