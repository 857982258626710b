// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-channel-contexts.h"

#include "ns3/abort.h"
#include "ns3/mqtt-certificates.h"
#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

Result<ChannelContexts>
MakeChannelContexts(const std::string& serverName,
                    const std::string& clientName,
                    RandomSource& random,
                    const std::function<void(const std::string&)>& keyLog)
{
    const auto issuer = CertificateIssuer::Create({}, random);
    if (!issuer)
    {
        return issuer.error();
    }
    ChannelContexts contexts;
    for (auto [role, name, context] : {std::tuple{TlsRole::SERVER, &serverName, &contexts.server},
                                       std::tuple{TlsRole::CLIENT, &clientName, &contexts.client}})
    {
        const auto chain = issuer.value()->Issue(*name);
        if (!chain)
        {
            return chain.error();
        }
        TlsSettings settings;
        settings.chain = chain.value();
        settings.trusted = {issuer.value()->GetRoot()};
        settings.resumption = TlsResumption::NONE;
        settings.mutual = role == TlsRole::SERVER;
        if (role == TlsRole::SERVER)
        {
            settings.keyLog = keyLog; // each secret once
        }
        auto made = TlsContext::Create(role, settings);
        if (!made)
        {
            return made.error();
        }
        *context = std::move(made.value());
    }
    return contexts;
}

std::unique_ptr<StreamGuard>
MakeChannelServerGuard(std::shared_ptr<const TlsContext> context, const std::string& clientName)
{
    auto guard = std::make_unique<TlsGuard>(std::move(context));
    // The handshake fails when the peer's certificate holds another name. A guard without OpenSSL's
    // connection fails by itself.
    NS_ABORT_MSG_IF(guard->GetSsl() && !SSL_set1_host(guard->GetSsl(), clientName.c_str()),
                    "channel: '" << clientName << "' is no name for a certificate");
    return guard;
}

} // namespace ns3::mqtt
