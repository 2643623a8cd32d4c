-- parameter_value is a figure in the unit that parameter_type names ('absolute' is dollars or a count).
CREATE TABLE risk_parameters (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    parameter_name VARCHAR(50) NOT NULL,
    parameter_value DECIMAL(15,4) NOT NULL,
    parameter_type VARCHAR(20) NOT NULL CHECK (parameter_type IN ('percentage', 'absolute', 'multiplier')),
    is_active BOOLEAN DEFAULT true,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(user_id, account_id, parameter_name)
);

CREATE INDEX idx_risk_parameters_user_account ON risk_parameters(user_id, account_id);
CREATE INDEX idx_risk_parameters_name ON risk_parameters(parameter_name);

-- triggered_value and threshold_value are figures in the unit of what was measured.
CREATE TABLE risk_events (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),
    account_id UUID REFERENCES trading_accounts(id),
    event_type VARCHAR(50) NOT NULL,
    severity VARCHAR(20) NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    description TEXT NOT NULL,
    triggered_value DECIMAL(15,4),
    threshold_value DECIMAL(15,4),
    action_taken VARCHAR(100),
    resolved_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_risk_events_user_id ON risk_events(user_id);
CREATE INDEX idx_risk_events_account_id ON risk_events(account_id);
CREATE INDEX idx_risk_events_severity ON risk_events(severity);
CREATE INDEX idx_risk_events_created_at ON risk_events(created_at DESC);
